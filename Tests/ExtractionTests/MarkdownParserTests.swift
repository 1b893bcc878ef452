import Testing

@testable import Extraction

@Suite struct MarkdownParserTests {
    private func parse(_ text: String) -> StructuredText { MarkdownParser.parse(Array(text.utf8)) }

    private func blocks(_ text: String) -> [String] {
        let document = parse(text)
        return document.blocks.map { block in
            let mark = block.kind == .heading ? "# " : block.kind == .lines ? "| " : ""
            return mark + String(decoding: document.utf8[block.range], as: UTF8.self)
        }
    }

    @Test func blocksAreFound() {
        let text = """
            Title
            =====

            A paragraph
            on two lines.
            ## Second ##
            - one
            - [x] two
              goes on
            1. three

            ```swift
            let x = [1](2)

            # no heading
            ```
            > quoted words
            ---
            | a | b |
            |---|---|
            | 1 | 2 |

            [ref]: https://example.org
            <!-- a
            comment -->
            Last.
            """
        #expect(
            blocks(text) == [
                "# Title", "A paragraph\non two lines.", "# Second", "- one", "- two\ngoes on", "1. three",
                "| let x = [1](2)\n\n# no heading", "quoted words", "a | b", "1 | 2", "Last.",
            ])
    }

    @Test(arguments: [
        ("A [link](https://example.org \"t\") here", "A link here"), ("![a cat](cat.png)", "a cat"),
        ("[words][ref] and [shortcut]", "words and [shortcut]"), ("note[^1].", "note."),
        ("**bold** and *it* __b__ _i_", "bold and it b i"),
        ("2*3*4 and a * b and snake_case_name", "2*3*4 and a * b and snake_case_name"),
        ("`a *b* [c](d)`", "a *b* [c](d)"),
        ("``x ` y``", "x ` y"), ("\\*not\\* \\[x\\]", "*not* [x]"), ("a <b>bold</b> tag", "a bold tag"),
        ("<https://example.org/x>", "https://example.org/x"), ("1 < 2 & 3 > 2", "1 < 2 & 3 > 2"),
        ("AT&amp;T &#233;&#x4e2d;", "AT&T é中"),
        ("[![badge](b.svg)](https://x.y)", "badge"), ("[un(closed](", "[un(closed]("), ("~~gone~~ ~x", "gone ~x"),
        ("[a](b(c)d)", "a"), ("Hello **wörld**s", "Hello wörld**s"),
    ])
    func marksGoAndWordsStay(markdown: String, plain: String) {
        #expect(String(decoding: MarkdownInline.plain(Array(markdown.utf8)[...]), as: UTF8.self) == plain)
    }

    @Test func titlesComeFromFrontMatterThenHeadings() {
        #expect(parse("---\ntags: [a]\ntitle: \"The Title\"\n---\n# Other\ntext").title == "The Title")
        #expect(parse("+++\ntitle = 'T'\n+++\ntext").title == "T")
        #expect(blocks("---\ntitle: X\n---\ntext") == ["text"])
        #expect(parse("text\n\n## First *heading*\n\n# Later").title == "First heading")
        #expect(parse("text").title == nil)
        #expect(blocks("---\nno front matter\n---\ntext").isEmpty == false)
        #expect(blocks("---\nplain words\n\n") == ["plain words"])
    }

    @Test func hostileInputIsLinear() {
        for piece in ["[", "![", "`", "``` `", "<a", "*", "**_", "&#", "(", "[](", "- "] {
            let document = parse(String(repeating: piece, count: 5000))
            #expect(document.utf8.count <= piece.utf8.count * 5000)
        }
    }

    @Test(arguments: UInt64(0)..<100) func blocksAreInOrderAndCoverTheText(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let pieces = [
            "# ", "## x", "- ", "1. ", "> ", "```", "~~~", "\n", "\n", "\n\n", "word ", "[a](b)", "*", "_", "|",
            "---", "===",
            "<!--", "-->", "<b>", "&amp;", "\\", "é", "---\n", "title: x\n", "    ",
        ]
        let document = parse((0..<80).map { _ in pieces.randomElement(using: &random) ?? "" }.joined())
        var position = 0
        for block in document.blocks {
            #expect(block.range.lowerBound >= position && !block.range.isEmpty)
            #expect(document.utf8[position..<block.range.lowerBound].allSatisfy { $0 <= 0x20 })
            position = block.range.upperBound
        }
        #expect(document.utf8[position...].allSatisfy { $0 <= 0x20 })
        #expect(String(validating: document.utf8, as: UTF8.self) != nil)
    }
}
