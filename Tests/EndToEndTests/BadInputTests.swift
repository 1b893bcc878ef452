import Foundation
import Testing

@Suite(
    "Bad input",
    .ownThread, .serialized,
    .enabled(if: Requirements.canRun, "needs the built program, the model and OpenVINO: run scripts/bootstrap"))
struct BadInputTests {
    /// Path and reason of every row that `status` shows.
    private func failures(of corpus: String) throws -> [String: String] {
        let rows = try Program.run("status", "-C", corpus, "--json").object()["failures"] as? [[String: Any]] ?? []
        return Dictionary(
            rows.map { ($0["path"] as? String ?? "?", $0["reason"] as? String ?? "") },
            uniquingKeysWith: { $0 + "; " + $1 })
    }

    @Test("bad files become rows of status, and the good ones are indexed all the same")
    func badFiles() throws {
        let corpus = try TinyCorpus()
        let folder = corpus.folder
        try folder.write("", to: "bad/empty.txt")
        try folder.write(Data((0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 197) }), to: "bad/binary.txt")
        try folder.write(Self.encryptedPDF, to: "bad/encrypted.pdf")
        try folder.write(Self.encryptedPDF.prefix(120), to: "bad/cut.pdf")
        try folder.write(Self.recordsBrokenAtLineSeven, to: "bad/records.jsonl")
        let log = try folder.write("begin\n", to: "bad/huge.log")
        try #require(truncate(log, 2 << 30) == 0)

        let indexing = try Program.run("index", corpus.path)
        #expect(indexing.status == 0, "\(indexing.errors)")
        let failures = try failures(of: corpus.path)
        let expected = ["empty.txt", "binary.txt", "encrypted.pdf", "cut.pdf", "records.jsonl", "huge.log"]
        #expect(Set(failures.keys) == Set(expected.map { "bad/" + $0 }))
        #expect(failures["bad/records.jsonl"]?.contains("7") == true, "\(failures)")
        #expect(failures["bad/encrypted.pdf"]?.contains("password") == true, "\(failures)")
        for (path, reason) in failures { #expect(!reason.isEmpty, "\(path)") }

        let good = try Program.run("search", "-C", corpus.path, "-l", "-k", "1", "lava eruption")
        #expect(good.output == "notes/volcano.md\n")
        let record = try Program.run("search", "-C", corpus.path, "-l", "-k", "1", "a bird of the night")
        #expect(record.output == "bad/records.jsonl\n", "the records before and after the broken line are there")
    }

    @Test("a repaired file loses its row")
    func repaired() throws {
        let corpus = try TinyCorpus()
        try corpus.folder.write("", to: "later.txt")
        try Program.run("index", corpus.path)
        #expect(try failures(of: corpus.path).keys.contains("later.txt"))
        try corpus.folder.write("A lantern for the cellar stairs.", to: "later.txt")
        try Program.run("index", corpus.path)
        #expect(try failures(of: corpus.path).isEmpty)
    }

    @Test("a folder in which nothing can be indexed is an error")
    func nothingReadable() throws {
        let folder = try TemporaryFolder()
        try folder.write(Data([0, 1, 2, 3, 0, 0]), to: "one.txt")
        let indexing = try Program.run("index", folder.path)
        #expect(indexing.status == 2)
        #expect(indexing.errors.contains("status"), "the message says where the reasons stand")
    }

    @Test("an unreadable file and folder become rows", .disabled(if: Requirements.isRoot, "root may read all"))
    func noPermission() throws {
        let corpus = try TinyCorpus()
        let file = try corpus.folder.write("secret", to: "locked.txt")
        try corpus.folder.write("secret", to: "closed/inside.txt")
        chmod(file, 0)
        chmod(corpus.path + "/closed", 0)
        defer { chmod(corpus.path + "/closed", 0o755) }
        #expect(try Program.run("index", corpus.path).status == 0)
        let failures = try failures(of: corpus.path)
        #expect(failures.keys.contains("locked.txt") && failures.keys.contains("closed"), "\(failures)")
    }

    @Test("control characters of files and names never reach the terminal")
    func escapeSequences() throws {
        let corpus = try TinyCorpus()
        try corpus.folder.write("Owls \u{1B}]0;owned\u{7} hunt mice at night.", to: "owl\u{1B}[31m.txt")
        try Program.run("index", corpus.path)
        for arguments in [["search", "owls"], ["search", "owls", "--json"], ["status"]] {
            let outcome = try Program.run(
                executable: Program.path, arguments, in: corpus.path, environment: [:])
            #expect(outcome.status == 0)
            #expect(!(outcome.output + outcome.errors).contains("\u{1B}"), "\(arguments)")
        }
    }

    @Test("an unknown model is named, with what to do")
    func unknownModel() throws {
        let corpus = try TinyCorpus()
        let outcome = try Program.run("index", corpus.path, "--model", "nobody/no-such-model")
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("nobody/no-such-model"))
    }

    @Test("a model folder without its weights is named by the missing file")
    func missingWeights() throws {
        let corpus = try TinyCorpus()
        let model = try TemporaryFolder()
        try model.write("{\"model_type\": \"bert\"}", to: "config.json")
        let outcome = try Program.run("embed", "--model", model.path, "--text", "x")
        #expect(outcome.status == 2)
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.contains(model.path), "\(outcome.errors)")
        #expect(try Program.run("index", corpus.path, "--model", model.path).status == 2)
    }

    @Test("an index of a newer format is left alone", .enabled(if: Requirements.hasPython, "needs python3"))
    func newerFormat() throws {
        let corpus = try TinyCorpus()
        try Program.run("index", corpus.path)
        let script = """
            import sqlite3, sys
            catalog = sqlite3.connect(sys.argv[1])
            catalog.execute("INSERT INTO grdb_migrations VALUES ('from the future')")
            catalog.commit()
            """
        let change = try Program.run(
            executable: "/usr/bin/env", ["python3", "-c", script, corpus.path + "/.nearest/catalog.sqlite"],
            in: nil, environment: [:])
        try #require(change.status == 0, "\(change.errors)")
        for command in ["index", "search", "status"] {
            let arguments = command == "search" ? [command, "lava"] : [command]
            let outcome = try Program.run(
                executable: Program.path, arguments, in: corpus.path, environment: [:])
            #expect(outcome.status == 2, "\(command)")
            #expect(outcome.errors.contains("newer"), "\(command): \(outcome.errors)")
        }
    }

    @Test("a second writer is told who holds the lock, while readers go on")
    func secondWriter() throws {
        let corpus = try TinyCorpus()
        try Program.run("index", corpus.path)
        let descriptor = open(corpus.path + "/.nearest/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        defer { close(descriptor) }
        try #require(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
        let holder = "4194300\n"
        ftruncate(descriptor, 0)
        pwrite(descriptor, holder, holder.utf8.count, 0)

        let writer = try Program.run("index", corpus.path)
        #expect(writer.status == 2)
        #expect(writer.errors.contains("4194300"), "\(writer.errors)")
        let reader = try Program.run("search", "-C", corpus.path, "-l", "-k", "1", "lava eruption")
        #expect(reader.output == "notes/volcano.md\n")
    }

    /// A PDF that asks for a password: its password hashes match none.
    private static let encryptedPDF = Data(
        """
        %PDF-1.4
        1 0 obj
        << /Type /Catalog /Pages 2 0 R >>
        endobj
        2 0 obj
        << /Type /Pages /Kids [3 0 R] /Count 1 >>
        endobj
        3 0 obj
        << /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R >>
        endobj
        4 0 obj
        << /Filter /Standard /V 1 /R 2 /P -44
        /O <4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f>
        /U <5555555555555555555555555555555555555555555555555555555555555555> >>
        endobj
        5 0 obj
        << /Length 0 >>
        stream

        endstream
        endobj
        trailer
        << /Size 6 /Root 1 0 R /Encrypt 4 0 R /ID [<00112233445566778899aabbccddeeff> <00>] >>
        %%EOF

        """.utf8)

    private static let recordsBrokenAtLineSeven = """
        {"name": "wren", "note": "Sings louder than its size allows"}
        {"name": "heron", "note": "Stands in the shallows and waits"}
        {"name": "stork", "note": "Nests on chimneys"}
        {"name": "swallow", "note": "Builds with mud under the eaves"}
        {"name": "crow", "note": "Remembers faces"}
        {"name": "gull", "note": "Steals chips"}
        {"name": "broken", "note":
        {"name": "owl", "note": "Hunts in darkness without a sound"}
        """
}
