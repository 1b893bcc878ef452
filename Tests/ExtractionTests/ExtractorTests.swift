import Glibc
import FileAccess
import NearestCore
import Testing

@testable import Extraction

/// Whole files through the extractor's door.
@Suite struct ExtractorTests {
    private let folder = TemporaryFolder()

    private func extract(
        _ name: String, limits: ExtractionLimits = ExtractionLimits()
    ) throws -> (items: [Item], problems: [String]) {
        var items: [Item] = []
        let extractor = Extractor(reader: LocalFileReader(limits: limits), counter: TestCounter())
        let problems = try extractor.extract(file(name), cancellation: Cancellation()) { item, _ in
            items.append(item)
        }
        return (items, problems)
    }

    private func file(_ name: String) -> FileToRead {
        FileToRead(path: Array((folder.path + "/" + name).utf8), name: CorpusPath(name))
    }

    private func failure(_ name: String, limits: ExtractionLimits = ExtractionLimits()) -> NearestError? {
        #expect(throws: NearestError.self) { try extract(name, limits: limits) }
    }

    private func texts(_ name: String) throws -> [String] {
        try extract(name).items.flatMap { $0.segments.map(\.text) }
    }

    // MARK: Kinds

    @Test func kindsAreToldByNameThenByContent() {
        func kind(_ name: String, _ head: [UInt8] = Array("words".utf8)) -> FileKind {
            FileKind(of: CorpusPath(name), head: head)
        }
        #expect(kind("a.TXT") == .text && kind("a.md") == .markdown && kind("a.htm") == .html)
        #expect(kind("a.jsonl") == .jsonLines && kind("a.json") == .json && kind("a.csv") == .csv)
        #expect(kind("a.swift") == .code && kind("a.tsv") == .tsv && kind("x.pdf") == .pdf)
        #expect(kind("README") == .text && kind("odd.extension") == .text)
        #expect(kind("run", Array("#!/bin/sh\n".utf8)) == .code)
        #expect(kind("page", Array("\n <!DOCTYPE HTML><html>".utf8)) == .html)
        #expect(kind("paper", Array("%PDF-1.7\n".utf8)) == .pdf)
        #expect(kind("picture.png") == .image && kind("a.mp3") == .audio && kind("film.MP4") == .video)
        #expect(kind("photo", [0xFF, 0xD8, 0xFF, 0xE0]) == .image && kind("a.tar.gz") == .unsupported)
        #expect(kind("program", [0x7F, 0x45, 0x4C, 0x46, 2, 1]) == .unsupported)
        // TypeScript and films in transport streams share their names.
        let packets = Array(repeating: [0x47] + [UInt8](repeating: 0, count: 187), count: 6).joined()
        #expect(kind("a.ts") == .code && kind("a.ts", Array(packets)) == .video)
        #expect(kind("a.mts", [1, 2, 3, 4] + Array(packets)) == .code)
        #expect(kind("blob", [0, 1, 2, 3, 4, 5, 6]) == .unsupported)
    }

    // MARK: Bad input

    @Test func whatCannotBeUsedSaysWhy() throws {
        folder.write("", to: "empty.txt")
        folder.write("\u{89}PNG\0\u{1}\u{2}", to: "binary.txt")
        folder.write(" \n\t\n", to: "blank.txt")
        folder.makeFolder("folder.txt")
        mkfifo(folder.path + "/pipe.txt", 0o644)
        #expect(failure("empty.txt")?.description == "empty.txt: is empty")
        #expect(failure("binary.txt")?.problem == "is not text: it holds binary data")
        #expect(failure("blank.txt")?.problem == "holds no text")
        #expect(failure("gone.txt")?.problem == "is no longer there")
        #expect(failure("folder.txt")?.problem == "is not a regular file")
        #expect(failure("pipe.txt")?.problem == "is not a regular file")
    }

    @Test func aHugeTextIsNotRead() throws {
        folder.write("x", to: "huge.log")
        #expect(truncate(folder.path + "/huge.log", 2 << 30) == 0)
        #expect(failure("huge.log")?.problem.hasPrefix("is 2048 MiB, over the limit of 256 MiB") == true)
        #expect(failure("huge.log")?.remedy != nil)
    }

    @Test(.disabled(if: geteuid() == 0, "root may read every file")) func aForbiddenFileIsAFailure() {
        folder.write("text", to: "secret.txt")
        chmod(folder.path + "/secret.txt", 0)
        #expect(failure("secret.txt")?.problem == "no permission to read the file")
    }

    @Test func cancellationStopsExtraction() {
        folder.write("text", to: "a.txt")
        let cancellation = Cancellation()
        cancellation.cancel()
        #expect(throws: CancellationError.self) {
            try Extractor(reader: LocalFileReader(), counter: TestCounter())
                .extract(file("a.txt"), cancellation: cancellation) { _, _ in }
        }
    }

    @Test func whatEmitThrowsComesBack() {
        struct Stop: Error {}
        for (name, content) in [
            ("a.txt", "text"), ("a.jsonl", "{\"a\":\"b\"}"), ("a.json", "[\"b\"]"), ("a.csv", "a,b\n1,x"),
        ] {
            folder.write(content, to: name)
            #expect(throws: Stop.self) {
                try Extractor(reader: LocalFileReader(), counter: TestCounter())
                    .extract(file(name), cancellation: Cancellation()) { _, _ in throw Stop() }
            }
        }
    }

    // MARK: Text and code

    @Test func rangesCountScalarsAsPythonDoes() throws {
        folder.write("\u{FEFF}Ünï 👩‍👧.\r\n\r\nZweiter Absatz.", to: "a.txt")
        let item = try #require(try extract("a.txt").items.first)
        #expect(item.segments.map(\.text) == ["Ünï 👩‍👧.\n\nZweiter Absatz."])
        #expect(item.segments.first?.place == .text(page: nil, range: 0..<25))
        #expect(item.title == nil && item.record == nil)
    }

    @Test func codeHasItsNameForATitleAndBreaksAtDeclarations() throws {
        let function = { (name: String) in
            "def \(name)(a, b):\n" + (0..<9).map { "    x\($0) = a + b" }.joined(separator: "\n")
        }
        folder.write(function("one") + "\n\n" + function("two") + "\n\n" + function("three"), to: "src/m.py")
        let item = try #require(try extract("src/m.py").items.first)
        #expect(item.title == "m.py")
        #expect(item.segments.map { $0.text.prefix(9) } == ["def one(a", "def two(a", "def three"])
    }

    // MARK: Records

    @Test func jsonLinesAreRecordsAndBrokenOnesAreNamed() throws {
        var lines = (1...9).map { "{\"id\": \"k\($0)\", \"title\": \"Title \($0)\", \"text\": \"Body of \($0).\"}" }
        lines[6] = "{\"title\": \"broken\", "
        lines[3] = ""
        folder.write(lines.joined(separator: "\n"), to: "a.jsonl")
        let (items, problems) = try extract("a.jsonl")
        #expect(items.map(\.record) == [1, 2, 3, 5, 6, 8, 9])
        #expect(items.first?.title == "Title 1")
        #expect(items.first?.segments.map(\.text) == ["Title 1\n\nBody of 1."])
        #expect(problems.count == 1)
        #expect(
            problems.first?.hasPrefix("line 7: not valid JSON: expected the name of a field but the text ends")
                == true)
    }

    @Test func aJSONLinesFileWithoutAGoodLineIsAFailure() {
        folder.write(String(repeating: "nonsense\n", count: 100), to: "a.jsonl")
        #expect(failure("a.jsonl")?.problem == "line 1: not valid JSON: expected a value but found 'n'")
        folder.write("{}\n[]\n", to: "b.jsonl")
        #expect(failure("b.jsonl")?.problem == "no record holds text")
    }

    @Test func aLineThatIsTooLongCostsOnlyItself() throws {
        let long = "{\"text\": \"" + String(repeating: "x", count: 3000) + "\"}"
        folder.write("{\"a\": \"one\"}\n\(long)\n{\"a\": \"two\"}\n\(long)", to: "a.jsonl")
        let (items, problems) = try extract("a.jsonl", limits: ExtractionLimits(maximumRecordBytes: 2000))
        #expect(items.map(\.record) == [1, 3])
        #expect(problems.count == 2)
    }

    @Test func jsonArraysAreRecordsAndObjectsOneItem() throws {
        folder.write("[{\"name\": \"A\", \"note\": \"first\"}, \"second\", {\"n\": 3}, []]", to: "array.json")
        let items = try extract("array.json").items
        #expect(items.map(\.record) == [1, 2, 3])
        #expect(items.map { $0.segments.first?.text } == ["A\n\nfirst", "second", "3"])
        folder.write(
            "{\"description\": \"One thing.\", \"nested\": {\"colour\": \"red\", \"size\": [1, 2]}}", to: "one.json"
        )
        let object = try extract("one.json").items
        #expect(object.map(\.record) == [nil])
        #expect(object.first?.segments.first?.text == "One thing.\n\ncolour: red")
        folder.write("{\"t\": \"one\"}\n{\"t\": \"two\"}\n", to: "lines.json")
        #expect(try extract("lines.json").items.map(\.record) == [1, 2])
    }

    @Test func brokenJSONNamesTheLine() throws {
        folder.write("{\n\"a\": 1,\n\"b\": 2,\n\"c\": [\n1,\n2,\n oops]\n}", to: "a.json")
        #expect(failure("a.json")?.problem == "line 7: not valid JSON: expected a value but found 'o'")
        folder.write("[\n{\"a\": \"kept\"},\n{\"a\": ", to: "cut.json")
        let (items, problems) = try extract("cut.json")
        #expect(items.count == 1)
        #expect(problems == ["line 3: not valid JSON: the text ends where a value belongs"])
    }

    @Test func tablesAreRecordsWithNamedColumns() throws {
        let prose = "A long description that goes on for quite a while, \"quoted\", and even\nbreaks its line."
        let quoted = "\"" + prose.replacing("\"", with: "\"\"") + "\""
        folder.write("Title,Year,Remark\nFirst,1999,\(quoted)\n\"Second, really\",2001,short\n", to: "a.csv")
        let items = try extract("a.csv").items
        #expect(items.map(\.record) == [1, 2])
        #expect(items.map(\.title) == ["First", "Second, really"])
        #expect(items.first?.segments.first?.text == "First\n\n" + prose + "\n\nYear: 1999")
        #expect(items.last?.segments.first?.text == "Second, really\n\nYear: 2001\nRemark: short")
    }

    @Test func dialectsAreGuessed() throws {
        folder.write("\u{FEFF}name;price;note\nA;1,50;x, y\nB;2,75;z\n", to: "semicolon.csv")
        #expect(try texts("semicolon.csv") == ["A\n\nprice: 1,50\nnote: x, y", "B\n\nprice: 2,75\nnote: z"])
        folder.write("3,\"Wall St. opens\",\"Shares rose.\"\n4,\"Second\",\"Text.\"\n", to: "headless.csv")
        #expect(try extract("headless.csv").items.map(\.record) == [1, 2])
        folder.write("a\tb\n\"He said, so.\tx\n\"quoted \"\"q\"\"\"\ty\n", to: "t.tsv")
        #expect(try texts("t.tsv") == ["a: \"He said, so.\nb: x", "a: quoted \"q\"\nb: y"])
    }

    @Test func aQuoteThatIsNeverClosedCostsTheRest() throws {
        folder.write("a,b\nx,y\n\"open,z\nmore,rows\n", to: "a.csv")
        let (items, problems) = try extract("a.csv")
        #expect(items.count == 1)
        #expect(problems == ["line 3: a quote is never closed; the rest is left out"])
    }

    // MARK: PDF

    @Test func pdfPagesKeepTheirNumbers() throws {
        let pages = [
            ["The \u{FB01}rst page speaks of rivers and of the demon-", "stration that water runs down."], [],
            ["The third page speaks of mountains."],
        ]
        folder.writeBytes(PDFBuilder(pages: pages, title: "Rivers and Mountains").build(), to: "odd \u{1} name.pdf")
        let (items, problems) = try extract("odd \u{1} name.pdf")
        let item = try #require(items.first)
        #expect(problems.isEmpty)
        #expect(item.title == "Rivers and Mountains")
        #expect(item.segments.map(\.place.page) == [1, 3])
        #expect(
            item.segments.first?.text
                == "The first page speaks of rivers and of the demonstration that water runs down.")
        let range = try #require(item.segments.last?.place.textRange)
        #expect(item.segments.last?.text.count == range.count)
        #expect(range.lowerBound > item.segments.first?.text.count ?? 0)
    }

    @Test func whatPDFProgramsWriteIsMadeReadable() {
        func text(_ output: String) -> String {
            String(decoding: PDFText.document(of: Array(output.utf8)).utf8, as: UTF8.self)
        }
        #expect(
            text("Intro . . . . . . . 7\nNotes.......9\nWait... end.\u{C}") == "Intro … 7\nNotes…9\nWait... end.")
        #expect(
            text("e\u{FB03}cient, \u{FB02}ow\u{AD}\ning, semi-\nopen, 3-\n4, Jean-\nPaul")
                == "efficient, flowing, semiopen, 3-\n4, Jean-\nPaul")
        #expect(text("one\u{C}\u{C}three\u{C}") == "one\u{C}\u{C}three")
        #expect(PDFText.document(of: Array("one\u{C}\u{C}three\u{C}".utf8)).blocks.map(\.page) == [1, 3])
        #expect(PDFText.title(in: "Title:          On  Rivers\nPages: 2") == "On Rivers")
        for made in ["Microsoft Word - a.doc", "untitled", "paper.tex", "", "C:\\x\\y", "12"] {
            #expect(PDFText.title(in: "Title: \(made)\n") == nil)
        }
    }

    @Test func pdfsThatCannotBeReadSayWhy() throws {
        let whole = PDFBuilder(pages: [["Some text on the only page of the file."]]).build()
        folder.writeBytes(PDFBuilder(pages: [["Secret."]], isEncrypted: true).build(), to: "locked.pdf")
        folder.writeBytes(Array(whole.prefix(60)), to: "cut.pdf")
        folder.writeBytes(PDFBuilder(pages: [[], []]).build(), to: "scan.pdf")
        folder.write("%PDF-1.4\nnonsense", to: "nonsense.pdf")
        #expect(failure("locked.pdf")?.problem == "is encrypted and needs a password")
        #expect(failure("cut.pdf")?.problem.hasPrefix("is damaged") == true)
        #expect(failure("nonsense.pdf")?.problem.hasPrefix("is damaged") == true)
        #expect(failure("scan.pdf")?.problem == "no page holds text; is it a scan?")
    }

    @Test func whatIsLeftOfADamagedPDFIsKept() throws {
        let whole = PDFBuilder(pages: [["Some text on the first page."], ["And the second."]]).build()
        folder.writeBytes(Array(whole.dropLast(300)), to: "damaged.pdf")
        let result = Result { try extract("damaged.pdf") }
        switch result {
        case .success(let (items, problems)):
            #expect(items.first?.segments.first?.text.contains("first page") == true)
            #expect(!problems.isEmpty)
        case .failure(let error): #expect((error as? NearestError)?.problem.hasPrefix("is damaged") == true)
        }
    }

    @Test func programsHaveATimeLimit() throws {
        let program = ChildProgram(name: "sleep", arguments: ["60"], seconds: 0.1, maximumOutputBytes: 10)
        folder.write("x", to: "x")
        let path = Array((folder.path + "/x").utf8)
        #expect(throws: ChildProgram.Failure.self) {
            try program.run(on: RegularFile(at: path, subject: "x"), cancellation: Cancellation())
        }
        let missing = ChildProgram(name: "no-such-program", arguments: [], seconds: 5, maximumOutputBytes: 10)
        #expect(throws: ChildProgram.Failure.self) {
            try missing.run(on: RegularFile(at: path, subject: "x"), cancellation: Cancellation())
        }
        let talkative = ChildProgram(name: "yes", arguments: [], seconds: 60, maximumOutputBytes: 1000)
        #expect(throws: ChildProgram.Failure.self) {
            try talkative.run(on: RegularFile(at: path, subject: "x"), cancellation: Cancellation())
        }
        let cancellation = Cancellation()
        cancellation.cancel()
        let sleeper = ChildProgram(name: "sleep", arguments: ["60"], seconds: 60, maximumOutputBytes: 10)
        #expect(throws: CancellationError.self) {
            try sleeper.run(on: RegularFile(at: path, subject: "x"), cancellation: cancellation)
        }
    }
}
