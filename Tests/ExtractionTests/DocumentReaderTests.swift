import NearestCore
import Testing

@testable import Extraction

/// Documents against the obvious reader of each format, on files that `scripts/make-document-fixtures` made.
@Suite("Reading documents", libvipsIsHere)
struct DocumentReaderTests {
    private static func read(_ name: String) throws -> (items: [ExtractedItem], problems: [String]) {
        var items: [ExtractedItem] = []
        let problems = try LocalFileReader().read(file(name), cancellation: Cancellation()) { items.append($0) }
        return (items, problems)
    }

    private static func file(_ name: String) -> FileToRead {
        FileToRead(path: Array(DocumentFixture.url(name).path.utf8), name: CorpusPath(name))
    }

    private static func expected(_ name: String) throws -> DocumentFixture {
        try #require(DocumentFixture.all[name])
    }

    /// A document's blocks as lines of words, page by page where it has pages.
    private static func lines(_ document: StructuredText) -> [Int?: [String]] {
        var pages: [Int?: [String]] = [:]
        for block in document.blocks {
            let text = String(decoding: document.utf8[block.range], as: UTF8.self)
            let lines = block.kind == .lines ? text.split(separator: "\n").map(String.init) : [text]
            pages[block.page, default: []] += lines.map(PlainTextLine.trimmed)
        }
        return pages
    }

    private static let names = DocumentFixture.all.keys.sorted()

    @Test("has every kind of file to compare")
    func fixtures() {
        #expect(DocumentFixture.all.count == 14)
    }

    @Test(
        "reads the words that the reference reads",
        arguments: names.filter { DocumentFixture.all[$0]?.texts != nil })
    func texts(_ name: String) throws {
        let expected = try Self.expected(name)
        let (items, problems) = try Self.read(name)
        #expect(problems.isEmpty)
        let document = try #require(items.first).document
        #expect(Self.lines(document) == [nil: try #require(expected.texts).map(PlainTextLine.trimmed)])
        let headings = document.blocks.filter { $0.kind == .heading }
            .map { String(decoding: document.utf8[$0.range], as: UTF8.self) }
        #expect(headings == expected.headings)
    }

    @Test(
        "reads the pages that the reference reads",
        arguments: names.filter { DocumentFixture.all[$0]?.pages != nil })
    func pages(_ name: String) throws {
        let pages = try #require(try Self.expected(name).pages)
        let (items, problems) = try Self.read(name)
        #expect(problems.isEmpty)
        let document = try #require(items.first).document
        for (index, page) in pages.enumerated() {
            #expect(Self.lines(document)[index + 1] == page.map(PlainTextLine.trimmed), "page \(index + 1)")
        }
        #expect(document.blocks.allSatisfy { (1...pages.count).contains($0.page ?? 0) })
        // Pages are parted by form feeds, so that places count as the reference's joined pages do.
        #expect(document.utf8.count { $0 == 0x0C } == pages.count - 1)
    }

    @Test func rtfHasTheLinesOfTheTextExport() throws {
        let expected = try Self.expected("bees.rtf")
        let document = try #require(try Self.read("bees.rtf").items.first).document
        let blocks = Self.lines(document)[nil] ?? []
        let wanted = try #require(expected.lines) + (expected.margins ?? [])
        let words = { (lines: [String]) in lines.joined(separator: " ").split(separator: " ").map(String.init) }
        #expect(words(blocks) == words(wanted))
        let headings = document.blocks.filter { $0.kind == .heading }
            .map { String(decoding: document.utf8[$0.range], as: UTF8.self) }
        #expect(headings == expected.headings)
    }

    @Test(
        "says what the document says of itself",
        arguments: names.filter { DocumentFixture.all[$0]?.properties != nil })
    func properties(_ name: String) throws {
        let expected = try #require(try Self.expected(name).properties)
        let item = try #require(try Self.read(name).items.first)
        #expect(item.title == expected["title"])
        for (field, value) in expected {
            let found = item.metadata.first { $0.name == field }?.value
            // LibreOffice parts the members of lists by something else.
            #expect(found?.filter { !",;".contains($0) } == value.filter { !",;".contains($0) }, "\(field)")
        }
        let words = item.texts.first { $0.evidence == .metadata }?.text ?? ""
        #expect(words.contains(expected["author"] ?? "?"))
    }

    @Test(
        "takes every picture once, with its words",
        arguments: names.filter { DocumentFixture.all[$0]?.pictures != nil })
    func pictures(_ name: String) throws {
        let expected = try #require(try Self.expected(name).pictures)
        let items = try Self.read(name).items.filter { !$0.pieces.isEmpty }
        let source = SourceFile(
            path: Self.file(name).path, name: CorpusPath(name), limits: ExtractionLimits(),
            cancellation: Cancellation())
        let found = try items.map { item in
            let bytes = try FileParts(source: source).bytes(of: try #require(item.part))
            return DocumentFixture.Picture(
                digest: Self.digest(bytes),
                captions: item.texts.filter { $0.evidence == .caption }.map(\.text), page: item.page)
        }
        #expect(found == expected)
        // The encoder gets the pixels by the same name.
        for item in items {
            let piece = MediaPiece(file: Self.file(name), part: item.part, place: .whole, form: .picture)
            let input = try LocalFileReader().media(piece, cancellation: Cancellation()) { $0 }
            guard case .image(let image) = input else {
                Issue.record("no picture")
                continue
            }
            #expect(image.width == 48 && image.height == 40)
        }
    }

    @Test func rtfHoldsItsPicture() throws {
        let items = try Self.read("bees.rtf").items.filter { !$0.pieces.isEmpty }
        #expect(
            items.map(\.part) == ["picture 1", "picture 3"] || items.map(\.part) == ["picture 1", "picture 2"])
    }

    @Test("reads the letters that the reference reads", arguments: ["storm.eml", "forwarded.eml"])
    func letters(_ name: String) throws {
        let expected = try Self.expected(name)
        let letter = try #require(expected.letter)
        let (items, problems) = try Self.read(name)
        #expect(problems.isEmpty)
        let item = try #require(items.first)
        for (field, value) in letter.headers {
            #expect(item.metadata.first { $0.name == field }?.value == value)
        }
        let text = String(decoding: item.document.utf8, as: UTF8.self)
        let body = try #require(letter.body).replacing("\r\n", with: "\n")
        for paragraph in body.split(separator: "\n\n") {
            #expect(text.contains(String(paragraph).trimmingEnd()))
        }
        for words in expected.inner ?? [] { #expect(text.contains(words)) }
        #expect(!text.contains("<b>"))
    }

    @Test func attachmentsAreItemsOfTheirOwn() throws {
        let items = try Self.read("storm.eml").items
        #expect(items.map(\.part) == [nil, "türm.png", "tides.txt", "bees.docx"])
        #expect(items[2].document.utf8 == Array("Tide table: high at noon.\n".utf8))
        #expect(items[3].title == "Bees in Winter")
        // A name that climbs out is a name without folders.
        let text = String(decoding: items[0].document.utf8, as: UTF8.self)
        #expect(text.hasSuffix("Attachments: türm.png, tides.txt, bees.docx, passwd"))
    }

    /// SHA-256 in hexadecimal, by the system's own program: the test needs no more of it.
    private static func digest(_ bytes: [UInt8]) -> String {
        let folder = TemporaryFolder()
        folder.writeBytes(bytes, to: "x")
        let program = ChildProgram(name: "sha256sum", arguments: [], seconds: 10, maximumOutputBytes: 1000)
        let source = SourceFile(
            path: Array((folder.path + "/x").utf8), name: CorpusPath("x"), limits: ExtractionLimits(),
            cancellation: Cancellation())
        let output = try? program.run(on: source.open(), cancellation: Cancellation())
        return String(decoding: output?.text.prefix(64) ?? [], as: UTF8.self)
    }
}

extension String {
    fileprivate func trimmingEnd() -> String {
        var text = self
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
