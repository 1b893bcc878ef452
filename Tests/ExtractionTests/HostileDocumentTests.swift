import NearestCore
import Testing

@testable import Extraction

/// Documents that somebody made to harm, or that something has harmed.
@Suite(.timeLimit(.minutes(3))) struct HostileDocumentTests {
    private let folder = TemporaryFolder()

    private func read(
        _ name: String, _ bytes: [UInt8], limits: ExtractionLimits = ExtractionLimits()
    ) throws -> (items: [ExtractedItem], problems: [String]) {
        folder.writeBytes(bytes, to: name)
        let file = FileToRead(path: Array((folder.path + "/" + name).utf8), name: CorpusPath(name))
        var items: [ExtractedItem] = []
        let problems = try LocalFileReader(limits: limits).read(file, cancellation: Cancellation()) {
            items.append($0)
        }
        return (items, problems)
    }

    private func failure(_ name: String, _ bytes: [UInt8]) -> String? {
        (#expect(throws: NearestError.self) { try read(name, bytes) })?.problem
    }

    private func text(_ item: ExtractedItem?) -> String {
        item.map { String(decoding: $0.document.utf8, as: UTF8.self) } ?? ""
    }

    // MARK: Archives

    private static let types = """
        <Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override \
        PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.\
        document.main+xml"/></Types>
        """
    private static let references = """
        <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" \
        Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" \
        Target="word/document.xml"/></Relationships>
        """
    private static let opening =
        "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>"
    private static let paragraph = "<w:p><w:r><w:t>Kept words</w:t></w:r></w:p>"
    private static let closing = "</w:body></w:document>"

    /// A Word document of this content, with the members that `adding` adds in front of it.
    private static func word(
        _ document: String = opening + paragraph + closing, adding: (inout ArchiveBuilder) -> Void = { _ in }
    ) -> [UInt8] {
        var archive = ArchiveBuilder()
        archive.add("[Content_Types].xml", types)
        archive.add("_rels/.rels", references)
        adding(&archive)
        archive.add("word/document.xml", document)
        return archive.finished()
    }

    @Test func theBuilderMakesDocuments() throws {
        let (items, problems) = try read("a.docx", Self.word())
        #expect(text(items.first) == "Kept words" && problems.isEmpty)
    }

    @Test func aBombIsNotUnpacked() throws {
        // 516 MB of spaces in one paragraph, from half a megabyte.
        var archive = ArchiveBuilder()
        archive.add("[Content_Types].xml", Self.types)
        archive.add("_rels/.rels", Self.references)
        archive.addSpaces("word/document.xml", behind: Self.opening, runs: 2_000_000)
        let bomb = archive.finished()
        #expect(bomb.count < 4 << 20)
        let problem = failure("bomb.docx", bomb)
        #expect(
            problem?.contains("more than a document of its size") == true || problem?.contains("damaged") == true)
    }

    @Test func aBombThatTheDocumentDoesNotUseCostsNothing() throws {
        let bytes = Self.word { $0.addSpaces("word/unused.xml", behind: "<x>", runs: 2_000_000) }
        let (items, _) = try read("a.docx", bytes)
        #expect(text(items.first) == "Kept words")
    }

    @Test func anArchiveInsideIsNotOpened() throws {
        var inner = ArchiveBuilder()
        inner.addSpaces("bomb.xml", behind: "<x>", runs: 100_000)
        let nested = inner.finished()
        let bytes = Self.word { archive in
            for index in 0..<10 { archive.add("word/embeddings/\(index).zip", bytes: nested) }
        }
        #expect(text(try read("a.docx", bytes).items.first) == "Kept words")
    }

    @Test func manyMembersAreBounded() throws {
        func members(_ count: Int) -> [UInt8] {
            Self.word { archive in
                for index in 0..<count { archive.add("x/\(index).bin", "") }
            }
        }
        #expect(text(try read("a.docx", members(10_000)).items.first) == "Kept words")
        #expect(failure("b.docx", members(30_000)) == "holds more than 20000 members")
    }

    @Test func membersThatClimbOutAreNone() throws {
        let bytes = Self.word { archive in
            archive.add("../../etc/passwd", "root")
            archive.add("/etc/shadow", "root")
            archive.add("a\\..\\b", "root")
        }
        let (items, problems) = try read("a.docx", bytes)
        #expect(text(items.first) == "Kept words")
        #expect(
            problems.count == 3
                && problems[0] == "the member ../../etc/passwd leads out of the file and was left out")
    }

    @Test func encryptedDocumentsSaySo() {
        var archive = ArchiveBuilder()
        archive.add("[Content_Types].xml", Self.types)
        archive.add("_rels/.rels", Self.references)
        archive.addEncrypted("word/document.xml")
        #expect(failure("a.docx", archive.finished()) == "is encrypted and needs a password")
        // What Office itself encrypts is no archive.
        let ole = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + Array(repeating: UInt8(0), count: 600)
        let name = Array("EncryptedPackage".utf16).flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        #expect(failure("b.docx", ole + name) == "is encrypted and needs a password")
        #expect(failure("c.docx", ole)?.hasPrefix("is a file of an older Office") == true)
    }

    @Test(libvipsIsHere) func aRenamedPictureIsAPicture() throws {
        let picture = try ImageDecoderTests.bytes("colour.png")
        let (items, _) = try read("slides.pptx", picture)
        #expect(items.map(\.pieces.count) == [1] && items[0].part == nil)
        #expect(FileKind(of: CorpusPath("a.docx"), head: Array("%PDF-1.4".utf8)) == .pdf)
        #expect(
            failure("noise.xlsx", Array("no archive at all".utf8))?.hasPrefix("is damaged or cut short") == true)
    }

    @Test("a document that is cut costs what is gone", arguments: [0.05, 0.3, 0.5, 0.7, 0.9, 0.99])
    func cut(share: Double) throws {
        for name in DocumentFixture.all.keys.sorted() {
            let whole = try DocumentFixture.bytes(name)
            let bytes = Array(whole.prefix(Int(Double(whole.count) * share)))
            do {
                let (items, problems) = try read(name, bytes)
                #expect(!items.isEmpty)
                if !name.hasSuffix(".rtf") && !name.hasSuffix(".eml") { #expect(!problems.isEmpty, "\(name)") }
            } catch let error as NearestError {
                #expect(!error.problem.isEmpty)
            }
        }
    }

    @Test("a document with flipped bits ends with words or a reason", arguments: 0..<8)
    func flipped(seed: UInt64) throws {
        var chance = SeededGenerator(seed: seed)
        for name in DocumentFixture.all.keys.sorted() {
            var bytes = try DocumentFixture.bytes(name)
            for _ in 0..<20 {
                bytes[Int.random(in: 0..<bytes.count, using: &chance)] ^=
                    1 << UInt8.random(in: 0..<8, using: &chance)
            }
            _ = try? read(name, bytes)
        }
    }

    // MARK: XML

    @Test func entitiesAreNotExpanded() throws {
        let levels = (1..<10).map { "<!ENTITY l\($0) \"" + String(repeating: "&l\($0 - 1);", count: 10) + "\">" }
        let laughs =
            "<!DOCTYPE w [<!ENTITY l0 \"lol\">" + levels.joined() + "]>" + Self.opening
            + "<w:p><w:r><w:t>&l9;</w:t></w:r></w:p>" + Self.closing
        let problem = failure("laughs.docx", Self.word(laughs))
        #expect(problem?.contains("declares entities of its own") == true)
    }

    @Test func nothingOutsideIsRead() throws {
        folder.write("secret", to: "secret.txt")
        let external =
            "<!DOCTYPE w [<!ENTITY x SYSTEM \"file://\(folder.path)/secret.txt\">]>" + Self.opening
            + "<w:p><w:r><w:t>a &x; b</w:t></w:r></w:p>" + Self.closing
        #expect(failure("external.docx", Self.word(external))?.contains("declares entities") == true)
        let subset =
            "<!DOCTYPE w SYSTEM \"file://\(folder.path)/secret.txt\">" + Self.opening + Self.paragraph
            + Self.closing
        #expect(text(try read("subset.docx", Self.word(subset)).items.first) == "Kept words")
        let parameter =
            "<!DOCTYPE w [<!ENTITY % p SYSTEM \"file://\(folder.path)/secret.txt\"> %p;]>" + Self.opening
            + Self.paragraph + Self.closing
        let result = try? read("parameter.docx", Self.word(parameter))
        #expect(!(result.map { text($0.items.first) } ?? "").contains("secret"))
    }

    @Test func deepXMLEnds() throws {
        let deep =
            Self.opening + Self.paragraph + String(repeating: "<w:sdt>", count: 500_000)
            + String(repeating: "</w:sdt>", count: 500_000) + Self.closing
        let (items, problems) = try read("deep.docx", Self.word(deep))
        #expect(text(items.first) == "Kept words")
        #expect(problems.first?.contains("depth") == true)
    }

    @Test func xmlThatEndsEarlyKeepsWhatCameBefore() throws {
        let (items, problems) = try read("a.docx", Self.word(Self.opening + Self.paragraph + "<w:p><w:r>"))
        #expect(text(items.first) == "Kept words" && problems.count == 1)
    }

    @Test func breaksPartWordsAndSoftHyphensDoNot() throws {
        let run =
            "<w:p><w:r><w:t>end</w:t><w:br w:type=\"page\"/><w:t>next</w:t><w:br/><w:t>soft\u{AD}ly Â</w:t></w:r></w:p>"
        let (items, _) = try read("a.docx", Self.word(Self.opening + run + Self.closing))
        #expect(text(items.first) == "end next\nsoftly Â")
    }

    // MARK: RTF

    @Test func deepGroupsEnd() throws {
        let deep = "{\\rtf1 Kept words\\par " + String(repeating: "{\\b ", count: 100_000) + "x"
        let (items, problems) = try read("deep.rtf", Array(deep.utf8))
        #expect(text(items.first).hasPrefix("Kept words"))
        #expect(problems == ["groups are nested too deep; the rest is left out"])
    }

    @Test func richTextIsDecoded() throws {
        let rtf = #"""
            {\rtf1\ansi\ansicpg1252\uc1{\fonttbl{\f0\fcharset0 Times;}{\f1\fcharset204 Arial;}{\f2\fcharset128 Gothic;}}
            {\info{\title A \'e9tude}{\author Ann}}{\stylesheet{\s0 Normal;}{\s7 heading 2;}{\*\cs9 heading 3 Char;}}
            \pard\s7 Head\par\pard\f0 caf\'e9 \u8212\'97 \u-10179?\u-8704? {\f1 \'cf\'f0\'e8}{\f2 \'82\'a0}
            {\*\unknown hidden}{\v hidden}{\field{\*\fldinst HYPERLINK "x"}{\fldrslt link}} a\~b\_c\line d\par
            {\footnote The note.}\trowd\pard\intbl one\cell two\par three\cell\row\pard
            {\pict\pngblip 0102}{\header Head line 7}\uc2\u945 xx done\bin3 }{}\par}rest
            """#
        let (items, problems) = try read("a.rtf", Array(rtf.utf8))
        #expect(problems.isEmpty)
        #expect(items[0].title == "A étude")
        #expect(
            text(items[0])
                == "Head\n\ncafé — 😀 Приあlink a\u{A0}b-c\nd\n\none | two three\n\nα done\n\nThe note.\n\nHead line 7"
        )
    }

    @Test func richTextWithOddNumbersEnds() throws {
        for odd in [
            "\\u99999999999 x", "\\bin99999999999 x", "\\uc999999 \\u1 x", "\\'g", "\\", "}}}}{{{", "\\bin-5 x",
        ] {
            _ = try? read("a.rtf", Array(("{\\rtf1 words " + odd).utf8))
        }
        #expect(failure("b.rtf", Array("no rtf".utf8)) == "is not RTF")
    }

    // MARK: Letters

    @Test func nestedPartsEnd() throws {
        var letter = "Subject: deep\r\nContent-Type: multipart/mixed; boundary=b0\r\n\r\n"
        for index in 1...1000 {
            letter += "--b\(index - 1)\r\nContent-Type: multipart/mixed; boundary=b\(index)\r\n\r\n"
        }
        letter += "--b1000\r\n\r\nhidden\r\n"
        let (items, problems) = try read("deep.eml", Array(letter.utf8))
        #expect(items.first?.title == "deep")
        #expect(problems == ["parts are nested too deep; the inner ones are left out"])
    }

    @Test func headersAreDecoded() {
        func decoded(_ text: String) -> String { EncodedWords.decode(Array(text.utf8)) }
        #expect(decoded(" =?UTF-8?B?R3LDvMOf?=\r\n =?UTF-8?Q?e_an_?= all") == "Grüße an all")
        #expect(decoded("=?iso-8859-1?q?a=E9b?= =?utf-8?q?c=C3?= =?utf-8?q?=A9?=") == "aébcé")
        #expect(decoded("=?nonsense?X?abc?= and =? alone") == "=?nonsense?X?abc?= and =? alone")
        let field = StructuredField("text/Plain; charset=\"utf-8\"; name*0*=UTF-8''a%20%C3%A9; name*1=\"b;c\"")
        #expect(field.value == "text/plain" && field.parameter("charset") == "utf-8")
        #expect(field.parameter("name") == "a éb;c")
    }

    @Test func whatIsNoLetterSaysSo() {
        #expect(failure("a.eml", Array("just words\n".utf8)) == "is no letter: it has no header")
        #expect(failure("b.eml", Array("x: y\n\nwords".utf8)) == "is no letter: it has no header")
    }
}
