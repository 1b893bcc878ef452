import Foundation
import Testing

@Suite(
    "Bad questions", .ownThread, .serialized,
    .enabled(if: Requirements.canRun, "needs the built program, the model and OpenVINO: run scripts/bootstrap"))
struct BadQuestionTests {
    private static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent()

    private let corpus: TinyCorpus

    init() throws {
        corpus = try TinyCorpus()
        let indexing = try Program.run("index", corpus.path)
        try #require(indexing.status == 0, "\(indexing.errors)")
    }

    private func ask(_ arguments: String...) throws -> Program.Outcome {
        try Program.run(
            executable: Program.path, ["search", "-C", corpus.path] + arguments, in: corpus.path, environment: [:])
    }

    private func notes(_ arguments: String...) throws -> [String] {
        let outcome = try Program.run(
            executable: Program.path, ["search", "-C", corpus.path, "--json"] + arguments, in: corpus.path,
            environment: [:])
        return try outcome.object()["notes"] as? [String] ?? []
    }

    @Test("are refused in a line that says what is wrong and what to do")
    func refusals() throws {
        let aside = try TemporaryFolder()
        let film = Self.tests.appendingPathComponent("ExtractionTests/Fixtures/films/short.mp4").path
        let empty = try aside.write("", to: "empty.png")
        let program = try aside.write(Data([0x7F, 0x45, 0x4C, 0x46, 0, 1, 2, 3]), to: "program.so")
        let cases: [([String], [String])] = [
            ([""], ["the query has no words"]), (["  "], ["the query has no words"]),
            (["type:text"], ["the query has no words"]),
            (["./nosuch.jpg"], ["./nosuch.jpg", "there is no such file"]),
            (["./notes"], ["is a folder", "path:"]), ([empty], ["empty.png", "is empty"]),
            ([program], ["program.so", "of a kind"]),
            ([film], ["short.mp4", "no model here takes films", "nearest"]),
            (["= dog - dog"], ["cancel"]), (["= "], ["= 2:dog"]), (["= dog +"], ["term 2"]),
            (["lava", "after:2024-13-01"], ["after:2024-13-01", "is not a date"]),
            (["lava", "type:smell"], ["type:smell", "text, image, audio or video"]),
            (["lava", "--model", "nosuch"], ["nosuch", "all-MiniLM-L6-v2"]),
            (["lava", "model:nosuch"], ["nosuch", "all-MiniLM-L6-v2"]),
            (["lava", "--weight", "bm25"], ["--weight bm25", "bm25=0.5"]),
            (["lava", "--weight", "nosuch=1"], ["nosuch", "all-MiniLM-L6-v2", "bm25"]),
            (["lava", "--weight", "bm25=-1"], ["from 0 on"]),
            (["lava", "--model", "bm25", "--weight", "bm25=0"], ["weight 0"]),
            (["./notes/tides.md", "--model", "bm25"], ["words only"]),
        ]
        for (arguments, words) in cases {
            let outcome = try Program.run(
                executable: Program.path, ["search"] + arguments, in: corpus.path, environment: [:])
            #expect(outcome.status == 2 && outcome.output.isEmpty, "\(arguments)")
            for word in words { #expect(outcome.errors.contains(word), "\(arguments): \(outcome.errors)") }
            #expect(outcome.errors.split(separator: "\n").count == 1, "\(arguments): \(outcome.errors)")
        }
        for arguments in [
            ["compare", "lava"], ["compare", "lava", "--by", "colour"], ["search", "lava", "-k", "-1"],
        ] {
            let outcome = try Program.run(executable: Program.path, arguments, in: corpus.path, environment: [:])
            #expect(outcome.status == 2 && outcome.output.isEmpty && !outcome.errors.isEmpty, "\(arguments)")
        }
    }

    @Test("that find nothing end with 1, and those that find something with 0")
    func status() throws {
        for arguments in [["lava", "-k", "0"], ["lava", "ext:nosuch"], ["lava", "--threshold", "0.99"]] {
            let outcome = try Program.run(
                executable: Program.path, ["search"] + arguments, in: corpus.path, environment: [:])
            #expect(outcome.status == 1 && outcome.output.isEmpty && outcome.errors.contains("Nothing found"))
        }
        #expect(try ask("lava", "-k", "9223372036854775807", "-l").status == 0)
        #expect(try ask("lava", "--model", "bm25", "--threshold", "-1").status == 1, "the word stands nowhere")
        for axis in ["modality", "model"] {
            let compared = try Program.run("compare", "lava", "--by", axis, "-C", corpus.path)
            #expect(compared.status == 0 && compared.output.contains("notes/volcano.md"), "\(compared.errors)")
            #expect(try Program.run("compare", "lava ext:nosuch", "--by", axis, "-C", corpus.path).status == 1)
        }
    }

    @Test("with a filter that is none are answered with a note")
    func unknownFilter() throws {
        let outcome = try ask("exts:md", "lava", "-k", "1", "-l")
        #expect(outcome.status == 0 && outcome.output == "notes/volcano.md\n")
        #expect(outcome.errors.contains("did you mean ext:md?"))
        #expect(try notes("exts:md", "lava").contains { $0.contains("`exts:md` is no filter") })
    }

    @Test("of 100,000 characters are answered soon, by their beginning")
    func long() throws {
        let page = "Molten rock rose through the crater of the volcano and ash fell on the roofs of the town. "
        let query = String(String(repeating: page, count: 1_200).prefix(100_000))
        let start = ContinuousClock.now
        let outcome = try ask(query, "-k", "1", "-l")
        #expect(ContinuousClock.now - start < .seconds(20))
        #expect(outcome.status == 0 && outcome.output == "notes/volcano.md\n", "\(outcome.errors.suffix(500))")
        #expect(outcome.errors.contains("reads only the first"))
        #expect(try notes(query).contains { $0.contains("all-MiniLM-L6-v2 reads only the first") })
    }

    @Test("to a model that has gone from the disk are answered by the others")
    func goneModel() throws {
        let models = try TemporaryFolder()
        let model = models.path + "/tiny-text"
        try FileManager.default.copyItem(
            atPath: Self.tests.appendingPathComponent("EncodersTests/Fixtures/manifest/text").path, toPath: model)
        let indexing = try Program.run("index", corpus.path, "--model", model)
        try #require(indexing.status == 0, "\(indexing.errors)")
        #expect(try notes("lava eruption").isEmpty)
        #expect(try ask("lava", "--model", model).status == 0)

        try FileManager.default.removeItem(atPath: model)
        for mode in ["-l", "--jsonl", "--explain"] {
            let outcome = try ask("lava eruption", "-k", "1", mode)
            #expect(outcome.status == 0 && outcome.output.contains("notes/volcano.md"), "\(mode)")
            #expect(outcome.errors.contains("\(model) is left out: there is no such folder"), "\(outcome.errors)")
        }
        #expect(try notes("lava eruption").count { $0.hasPrefix("\(model) is left out") } == 1)

        let named = try ask("lava", "--model", model)
        #expect(named.status == 2 && named.output.isEmpty && named.errors.contains(model))
        #expect(named.errors.contains("nearest models"), "\(named.errors)")
        let compared = try Program.run("compare", "lava", "--by", "model", "--json", "-C", corpus.path)
        #expect(compared.status == 0, "\(compared.errors)")
        let lists = try #require(try compared.object()["lists"] as? [[String: Any]])
        let failed = try #require(lists.first { $0["name"] as? String == model })
        #expect((failed["results"] as? [Any])?.isEmpty == true && (failed["notes"] as? [String])?.count == 1)
    }
}
