import NearestCore
import Testing

@testable import Extraction

@Suite struct HTMLParserTests {
    private func parse(_ html: String) throws -> StructuredText {
        try HTMLParser.parse(Array(html.utf8), cancellation: Cancellation()).document
    }

    private func text(_ html: String) throws -> String {
        String(decoding: try parse(html).utf8, as: UTF8.self)
    }

    @Test func theReadableTextIsLeft() throws {
        let html = """
            <!DOCTYPE html><html><head><title> The &amp; Title </title><style>p { color: red }</style>
            <script>if (a < b) document.write("<p>script</p>")</script></head>
            <body><header>Site name</header><nav><ul><li>Menu</li></ul></nav>
            <main><article><header><h1>Caf&eacute; &#8212; a <em>story</em></h1></header>
            <p>First   para&shy;graph<br>second line.</p><p hidden>secret</p><div style="display: none">x</div>
            <ul><li>one</li><li>two</li></ul>
            <table><tr><th>Name</th><th>Age</th></tr><tr><td>Ann</td><td>7</td></tr></table>
            <pre>  code
            \tindented</pre><noscript>none</noscript><template>t</template>
            </article></main><aside>Ads</aside><form>Subscribe</form><footer>Imprint</footer></body></html>
            """
        let document = try parse(html)
        #expect(document.title == "The & Title")
        let expected = """
            Café — a story

            First paragraph
            second line.

            one
            two

            Name | Age
            Ann | 7

              code
            \tindented
            """
        #expect(document.utf8 == Array(expected.utf8))
        #expect(document.blocks.map(\.kind) == [.heading, .prose, .prose, .prose, .prose, .prose, .lines])
    }

    @Test func titlesFallBackToHeadings() throws {
        #expect(try parse("<h2>Head</h2><p>x").title == "Head")
        #expect(try parse("<title></title><h1>H <b>1</b></h1>").title == "H 1")
        #expect(try parse("<p>x").title == nil)
        #expect(try parse("<title>One</title><svg><title>Two</title></svg><p>x").title == "One")
    }

    @Test func aPageThatIsAllFormIsStillRead() throws {
        #expect(try text("<body><form><h1>Page</h1><p>Words.</p></form></body>") == "Page\n\nWords.")
    }

    @Test func malformedPagesGiveWhatTheyHave() throws {
        #expect(try text("<p>one<p>two</b></i><div>three") == "one\n\ntwo\n\nthree")
        #expect(try text("no tags at all") == "no tags at all")
        #expect(try text("<p>a &unknown; b &amp; c &lt;d&gt;") == "a &unknown; b & c <d>")
        #expect(try text("").isEmpty)
        #expect(try text("<p>日本語<b>テキスト</b>です。</p>") == "日本語テキストです。")
        #expect(try text("<p>Inline<!-- comment --> words</p>") == "Inline words")
    }

    @Test func entitiesOfFilesAreNotExpanded() throws {
        let html = "<!DOCTYPE html [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><p>&x;</p>"
        #expect(try !text(html).contains("root:"))
    }

    @Test func depthIsLimited() throws {
        let deep = String(repeating: "<div>", count: 100_000) + "text"
        let problems = try HTMLParser.parse(
            Array(("<p>Before</p>" + deep).utf8), cancellation: Cancellation()
        ).problems
        #expect(problems == ["elements are nested too deep; the rest is left out"])
    }

    @Test func hostileInputIsSurvived() throws {
        let pieces = [
            "<", "<a ", "<!--", "&", "<p", "</", "<b>", "</x>", "<a href=\"", "<script>", "<![CDATA[", "<?",
            "<table><td>",
        ]
        for piece in pieces { _ = try text(String(repeating: piece, count: 5000)) }
    }

    @Test(arguments: UInt64(0)..<200) func noiseNeverCrashes(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let pieces = [
            "<p>", "</p>", "<", ">", "<h1>", "</h1>", "<pre>", "</pre>", "<script>", "</script>", "<li>", "<td>",
            "<tr>", "&amp;",
            "&#x110000;", "&#0;", "word", " ", "\n", "é", "中", "<!--", "-->", "<svg>", "</svg>", "<title>",
            "</title>", "<br/>",
            "<img alt='x'>", "\"", "='", "<form>", "</form>", "<article>",
        ]
        let document = try parse((0..<100).map { _ in pieces.randomElement(using: &random) ?? "" }.joined())
        var position = 0
        for block in document.blocks {
            #expect(block.range.lowerBound >= position && !block.range.isEmpty)
            position = block.range.upperBound
        }
        #expect(position == document.utf8.count)
        #expect(String(validating: document.utf8, as: UTF8.self) != nil)
    }

    @Test func thePageSaysItsEncoding() throws {
        func decode(_ bytes: [UInt8]) throws -> String {
            String(decoding: try HTMLDecoder.decode(bytes, subject: "x"), as: UTF8.self)
        }
        let koi: [UInt8] = Array("<meta charset=\"koi8-r\"><p>".utf8) + [0xED, 0xC9, 0xD2]
        #expect(try decode(koi).hasSuffix("Мир"))
        let old =
            Array("<meta http-equiv=Content-Type content='text/html; charset=ISO-8859-1'><p>caf".utf8) + [0xE9]
        #expect(try decode(old).hasSuffix("café"))
        #expect(try decode(Array("<meta charset=iso-8859-1><p>café".utf8)).hasSuffix("café"))
        #expect(try decode(Array("<meta charset=\"nonsense\"><p>".utf8) + [0x63, 0xE9]).hasSuffix("cé"))
    }
}
