import Foundation
import Testing

@Suite(
    "The command line",
    .ownThread, .serialized,
    .enabled(if: Requirements.canRun, "needs the built program, the model and OpenVINO: run scripts/bootstrap"))
struct CommandLineTests {
    @Test("indexing, then a question, gives JSON with the design's keys and the right file first")
    func searchJSON() throws {
        let corpus = try TinyCorpus()
        let indexing = try Program.run("index", corpus.path)
        #expect(indexing.status == 0, "\(indexing.errors)")
        #expect(indexing.output.isEmpty, "progress belongs on standard error")

        let search = try Program.run("search", "-C", corpus.path, "-k", "3", "--json", "lava", "eruption")
        #expect(search.status == 0, "\(search.errors)")
        let answer = try search.object()
        #expect(answer["query"] as? String == "lava eruption")
        #expect(answer["elapsed_ms"] is NSNumber)
        let results = try #require(answer["results"] as? [[String: Any]])
        #expect(results.count == 3)
        #expect(results.map { $0["rank"] as? Int } == [1, 2, 3])
        let scores = results.compactMap { $0["score"] as? Double }
        #expect(scores == scores.sorted(by: >))
        let best = try #require(results.first)
        #expect(best["path"] as? String == "notes/volcano.md")
        #expect(best["modality"] as? String == "text")
        #expect(best["evidence"] as? String == "content")
        #expect((best["model"] as? String)?.contains("all-MiniLM-L6-v2") == true)
        #expect((best["snippet"] as? String)?.contains("Molten rock") == true)
        let location = try #require(best["location"] as? [String: Any])
        #expect(location["start"] is Int && location["end"] is Int)
    }

    @Test("each question finds its own file, whatever its format")
    func eachFormat() throws {
        let corpus = try TinyCorpus()
        try Program.run("index", corpus.path)
        let expected = [
            "quitting to join the family business": "letters/bakery.txt",
            "why does the ocean rise and fall": "notes/tides.md",
            "an algorithm that arranges numbers": "code/sort.py",
            "an animal that meows": "pets.csv",
            "a symphony before it begins": "web/orchestra.html",
        ]
        for (question, path) in expected {
            let search = try Program.run("search", "-C", corpus.path, "-k", "1", "-l", question)
            #expect(search.output == path + "\n", "\(question)")
        }
    }

    @Test("exit code 1 says that nothing matched, and standard output stays valid")
    func noMatch() throws {
        let corpus = try TinyCorpus()
        try Program.run("index", corpus.path)
        let plain = try Program.run("search", "-C", corpus.path, "anything", "ext:pdf")
        #expect(plain.status == 1)
        #expect(plain.output.isEmpty)
        let json = try Program.run("search", "-C", corpus.path, "anything", "--threshold", "0.999", "--json")
        #expect(json.status == 1)
        #expect((try json.object()["results"] as? [Any])?.isEmpty == true)
    }

    @Test("exit code 2 and one line that names subject and remedy, for what cannot be done")
    func errors() throws {
        let empty = try TemporaryFolder()
        for arguments in [
            ["search", "-C", empty.path, "x"], ["status", "-C", empty.path], ["index", empty.path + "/absent"],
            ["search", "--no-such-flag", "x"], ["search", "-C", empty.path, "-k", "many", "x"],
        ] {
            let outcome = try Program.run(
                executable: Program.path, arguments, in: empty.path, environment: [:])
            #expect(outcome.status == 2, "\(arguments)")
            #expect(outcome.output.isEmpty, "\(arguments)")
            #expect(!outcome.errors.isEmpty, "\(arguments)")
        }
        let absent = try Program.run("index", empty.path + "/absent")
        #expect(absent.errors.contains(empty.path + "/absent"))
        #expect(absent.errors.split(separator: "\n").count == 1)
    }

    @Test("--jsonl prints a valid object a line; -l each path once; -0 ends paths with a zero byte")
    func otherFormats() throws {
        let corpus = try TinyCorpus()
        try Program.run("index", corpus.path)
        let lines = try Program.run("search", "-C", corpus.path, "animals", "--jsonl").output.split(separator: "\n")
        #expect(lines.count == 7, "five files and two rows")
        for line in lines {
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            #expect(object?["path"] is String && object?["score"] is NSNumber)
        }
        let paths = try Program.run("search", "-C", corpus.path, "animals", "-l").output.split(separator: "\n")
        #expect(Set(paths.map(String.init)) == Set(TinyCorpus.files.keys))
        #expect(paths.count == TinyCorpus.files.count)
        let zeros = try Program.run("search", "-C", corpus.path, "animals", "-0").output
        #expect(Set(zeros.split(separator: "\0").map(String.init)) == Set(TinyCorpus.files.keys))
        #expect(zeros.hasSuffix("\0") && !zeros.contains("\n"))
    }

    @Test("status, inspect and embed speak the design's JSON")
    func otherJSON() throws {
        let corpus = try TinyCorpus()
        try Program.run("index", corpus.path)
        let status = try Program.run("status", "-C", corpus.path, "--json").object()
        #expect(status["items"] as? Int == 7)
        #expect(status["segments"] as? Int == 7)
        #expect((status["failures"] as? [Any])?.isEmpty == true)
        #expect((status["bytes"] as? Int ?? 0) > 0)
        let space = try #require((status["spaces"] as? [[String: Any]])?.first)
        #expect(space["modality"] as? String == "text")
        #expect(space["dimensions"] as? Int == 384)
        #expect(space["vectors"] as? Int == 7)
        #expect(space["index"] as? String == "flat")

        let inspect = try Program.run("inspect", "-C", corpus.path, "web/orchestra.html", "--json")
        #expect(inspect.output.contains("The violins & cellos tune"))
        #expect(!inspect.output.contains("never shown"))

        let embed = try Program.run("embed", "--text", "a whale", "--json").object()
        #expect(embed["dimensions"] as? Int == 384)
        let vector = try #require(embed["vector"] as? [Double])
        #expect(vector.count == 384)
        #expect(abs(vector.reduce(0) { $0 + $1 * $1 } - 1) < 1e-4)
    }

    @Test("the corpus is found from a folder inside it, and a reader that leaves early is no error")
    func shellManners() throws {
        let corpus = try TinyCorpus()
        try Program.run("index", corpus.path)
        let inside = try Program.run("search", "-l", "-k", "1", "lava", in: corpus.path + "/letters")
        #expect(inside.output == "notes/volcano.md\n")
        let piped = try Program.shell("nearest search --jsonl animals | head -n 1", in: corpus.path)
        #expect(piped.status == 0)
        #expect(piped.errors.isEmpty)
        #expect(piped.output.split(separator: "\n").count == 1)
        let help = try Program.run("search", "--help")
        #expect(help.status == 0)
        #expect(help.output.contains("nearest search"), "help shows an example")
    }

    @Test("a second run reads nothing; a rename embeds nothing; a deletion leaves no result")
    func incremental() throws {
        let corpus = try TinyCorpus()
        try Program.run("index", corpus.path)
        let again = try Program.run("index", corpus.path, "--json").object()
        #expect(again["files_read"] as? Int == 0)
        #expect(again["segments_encoded"] as? Int == 0)

        let files = FileManager.default
        try files.moveItem(atPath: corpus.path + "/notes/tides.md", toPath: corpus.path + "/moon.md")
        try files.removeItem(atPath: corpus.path + "/notes/volcano.md")
        let moved = try Program.run("index", corpus.path, "--json").object()
        #expect(moved["segments_encoded"] as? Int == 0)
        let paths = try Program.run("search", "-C", corpus.path, "lava and sea", "-l").output.split(separator: "\n")
        #expect(paths.contains("moon.md"))
        #expect(!paths.contains("notes/tides.md") && !paths.contains("notes/volcano.md"))
    }

    @Test("an index made with fewer dimensions and prompts is searched with them, and keeps them")
    func encoderOptions() throws {
        let corpus = try TinyCorpus()
        let options = ["--dimensions", "128", "--query-prompt", "question: ", "--document-prompt", "answer: "]
        try Self.run(["index", corpus.path] + options)
        let status = try Program.run("status", "-C", corpus.path, "--json").object()
        let space = try #require((status["spaces"] as? [[String: Any]])?.first)
        #expect(space["dimensions"] as? Int == 128 && space["vectors"] as? Int == 7)

        // The score is the cosine of a query with the query's prompt and a document with the document's.
        let question = "an animal that meows"
        let search = try Program.run("search", "-C", corpus.path, "-k", "1", "--json", question).object()
        let best = try #require((search["results"] as? [[String: Any]])?.first)
        #expect(best["path"] as? String == "pets.csv")
        let score = try #require(best["score"] as? Double)
        let snippet = try #require(best["snippet"] as? String)
        func vector(_ text: String, _ purpose: String, _ options: [String]) throws -> [Double] {
            let outcome = try Self.run(["embed", "--json", "--purpose", purpose, "--text", text] + options)
            return try #require(outcome.object()["vector"] as? [Double])
        }
        func cosine(_ options: [String]) throws -> Double {
            let (query, document) = try (vector(question, "query", options), vector(snippet, "document", options))
            #expect(abs(query.reduce(0) { $0 + $1 * $1 } - 1) < 1e-4)
            return zip(query, document).reduce(0) { $0 + $1.0 * $1.1 }
        }
        #expect(abs(try cosine(options) - score) < 2e-3)
        #expect(abs(try cosine([]) - score) > 1e-2, "or the test could not fail")

        // A later run needs no options, agrees with the same ones, and refuses others.
        for same in [[], options, ["--dimensions", "128"]] {
            let again = try Self.run(["index", corpus.path, "--json"] + same)
            #expect(again.status == 0, "\(again.errors)")
            #expect(try again.object()["segments_encoded"] as? Int == 0)
        }
        let other = try Self.run(["index", corpus.path, "--dimensions", "64", "--query-prompt", ""])
        #expect(other.status == 2)
        #expect(other.errors.contains("128 dimensions, not 64") && other.errors.contains("no query prompt"))
        let impossible = try Self.run(["embed", "--dimensions", "385", "--text", "x"])
        #expect(impossible.status == 2 && impossible.errors.contains("1 to 384"))
    }

    @discardableResult
    private static func run(_ arguments: [String]) throws -> Program.Outcome {
        try Program.run(executable: Program.path, arguments, in: nil, environment: [:])
    }
}
