import Foundation
import Testing

@Suite(
    "Vectors that a model on this machine made elsewhere", .ownThread, .serialized,
    .enabled(if: Requirements.canRun, "needs the built program and OpenVINO: run scripts/bootstrap"))
struct ImportedModelTests {
    private static let model = "sentence-transformers/all-MiniLM-L6-v2"
    private static let texts = [
        "Whales strand when they follow a sick leader into shallow water.",
        "The bread rises twice before it goes into the oven.",
        "A violin was broken on the flight from Lisbon.",
        "Brick walls give the heat of the day back at night.",
        "The lighthouse keeper wrote his log in pencil.",
    ]

    private let folder: TemporaryFolder
    private let vectors: String
    private let metadata: String
    private var corpus: String { folder.path + "/corpus" }

    init() throws {
        folder = try TemporaryFolder()
        vectors = folder.path + "/v.npy"
        let arguments = ["embed", "--npy", vectors] + Self.texts.flatMap { ["--text", $0] }
        let outcome = try Program.run(executable: Program.path, arguments, in: nil, environment: [:])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let rows = Self.texts.enumerated().map { "{\"text\": \"\($1)\", \"number\": \"\($0)\"}\n" }
        metadata = try folder.write(rows.joined(), to: "m.jsonl")
    }

    private func rows(_ path: String? = nil) throws -> [[Float]] {
        let data = try Data(contentsOf: URL(fileURLWithPath: path ?? vectors))
        let values = Data(data.suffix(data.count - 128)).withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
        return stride(from: 0, to: values.count, by: 384).map { Array(values[$0..<$0 + 384]) }
    }

    private func space(_ corpus: String) throws -> [String: Any] {
        let status = try Program.run("status", "-C", corpus, "--json").object()
        return try #require((status["spaces"] as? [[String: Any]])?.first)
    }

    @Test("are searched by words, with their records as passages")
    func search() throws {
        let imported = try Program.run(
            "import", vectors, "--metadata", metadata, "--model", "all-MiniLM-L6-v2", "--json", corpus)
        #expect(imported.status == 0, "\(imported.errors)")
        #expect(try imported.object()["name"] as? String == Self.model)
        let found = try Program.run("search", "-C", corpus, "--json", "why do whales beach themselves")
        #expect(found.status == 0, "\(found.errors)")
        let results = try #require(try found.object()["results"] as? [[String: Any]])
        #expect(results.count == Self.texts.count)
        #expect((results[0]["snippet"] as? String)?.hasPrefix(Self.texts[0]) == true)
        #expect(results[0]["path"] as? String == Self.model + "#0")
        #expect(results[0]["evidence"] as? String == "imported" && results[0]["model"] as? String == Self.model)

        let recalled = try Program.run("search", "-C", corpus, "--json", "--recall", "0.9", "beached whales")
        let first = try (recalled.object()["results"] as? [[String: Any]])?.first
        #expect(first?["path"] as? String == Self.model + "#0")
        let absurd = try Program.run("search", "-C", corpus, "--recall", "2", "whales")
        #expect(absurd.status == 2 && absurd.errors.contains("--recall"))

        // The same vectors as an index makes of the same texts.
        let own = folder.path + "/own"
        for (number, text) in Self.texts.enumerated() { try folder.write(text, to: "own/\(number).txt") }
        #expect(try Program.run("index", own).status == 0)
        let same = try Program.run("search", "-C", own, "--json", "why do whales beach themselves").object()
        let scores = (same["results"] as? [[String: Any]] ?? []).compactMap { $0["score"] as? Double }
        for (score, result) in zip(scores, results) {
            #expect(abs(score - (result["score"] as? Double ?? 0)) < 5e-3)
        }
        #expect(try space(own)["fingerprint"] as? String == space(corpus)["fingerprint"] as? String)
        #expect(try space(corpus)["imported"] as? Bool == true && space(own)["imported"] as? Bool == false)
        #expect(try Program.run("status", "-C", corpus).output.contains("5 of them imported"))
        #expect(try Program.run("verify", "-C", corpus).status == 0)
    }

    @Test("are asked by `bench query`, which says where the time goes")
    func benchmark() throws {
        let imported = try Program.run(
            "import", vectors, "--metadata", metadata, "--model", "all-MiniLM-L6-v2", corpus)
        #expect(imported.status == 0, "\(imported.errors)")
        let questions = try folder.write("why do whales strand\n\n  bread \r\n", to: "q.txt")
        let asked = ["bench", "query", "-C", corpus, "--queries", questions, "--rounds", "2"]
        let report = try Program.run(executable: Program.path, asked + ["--json"], in: nil, environment: [:])
            .object()
        #expect(
            report["questions"] as? Int == 2 && report["rounds"] as? Int == 2 && report["searched"] as? Int == 5)
        let whole = try #require(report["whole"] as? [String: Double])
        for part in ["encode", "search", "words", "fuse", "read"] {
            let spread = try #require(report[part] as? [String: Double], "\(part)")
            let (median, high) = (spread["median"] ?? 0, spread["p90"] ?? 0)
            #expect(median > 0 && median <= high && median <= whole["p90"] ?? 0, "\(part)")
        }
        let space = try #require((report["spaces"] as? [[String: Any]])?.first)
        #expect(space["model"] as? String == Self.model)
        // A question that was asked before is encoded again.
        #expect((space["encode"] as? [String: Double])?["median"] ?? 0 > 0.1)
        #expect((report["first_ms"] as? Double ?? 0) > whole["median"] ?? 0)

        let table = try Program.run(executable: Program.path, asked, in: nil, environment: [:])
        #expect(table.status == 0 && table.output.contains("encode") && table.output.contains(Self.model))
        let empty = try folder.write("\n\n", to: "none.txt")
        for file in [empty, folder.path + "/missing.txt"] {
            let refused = try Program.run("bench", "query", "-C", corpus, "--queries", file)
            #expect(refused.status == 2 && refused.errors.contains(file))
        }
    }

    @Test("are refused where the model cannot have made them")
    func refusals() throws {
        let rows = try rows()
        var long = rows
        long[3] = long[3].map { $0 * 3 }
        var none = rows
        none[1] = none[1].map { _ in 0 }
        var notANumber = rows
        notANumber[2][5] = .nan
        for (name, data, words) in [
            ("short.npy", VectorFiles.float32(rows.map { Array($0.prefix(100)) }), "384 dimensions"),
            ("long.npy", VectorFiles.float32(long), "row 3"), ("zero.npy", VectorFiles.float32(none), "row 1"),
            ("nan.npy", VectorFiles.float32(notANumber), "row 2"),
        ] {
            let file = try folder.write(data, to: name)
            let outcome = try Program.run("import", file, "--model", Self.model, corpus)
            #expect(outcome.status == 2 && outcome.errors.contains(words), "\(name): \(outcome.errors)")
            #expect(outcome.errors.split(separator: "\n").count == 1)
        }
        for flags in [
            ["--name", "x", "--model", Self.model], ["--model", Self.model, "--metric", "l2"], [],
            ["--name", "x", "--dimensions", "3"], ["--model", Self.model, "--modality", "image"],
            ["--model", "nobody/nothing"],
        ] {
            let outcome = try Program.run(
                executable: Program.path, ["import", vectors, corpus] + flags, in: nil, environment: [:])
            #expect(outcome.status != 0 && !outcome.errors.isEmpty, "\(flags)")
        }
    }

    @Test("get length 1 where rounding took a little of it")
    func lengths() throws {
        let file = try folder.write(VectorFiles.float32(try rows().map { $0.map { $0 * 1.004 } }), to: "r.npy")
        #expect(try Program.run("import", file, "--model", Self.model, corpus).status == 0)
        let out = folder.path + "/out.npy"
        #expect(try Program.run("export", "-C", corpus, out).status == 0)
        for row in try rows(out) {
            #expect(abs(row.reduce(0) { $0 + $1 * $1 } - 1) < 1e-5)
        }
    }

    @Test("share the space with the folder's own files, grow, and are not taken twice")
    func together() throws {
        try folder.write("An orchestra tunes its strings before the concert.", to: "corpus/concert.txt")
        #expect(try Program.run("index", corpus).status == 0)
        #expect(
            try Program.run("import", vectors, "--metadata", metadata, "--model", Self.model, corpus).status == 0)
        let again = try Program.run("import", vectors, "--model", Self.model, corpus)
        #expect(again.status == 0 && again.errors.contains("imported before"), "\(again.errors)")
        try folder.write("The tide turns at noon.", to: "corpus/tide.txt")
        #expect(try Program.run("index", corpus).status == 0)
        let more = try folder.write(VectorFiles.float32(Array(try rows().prefix(2).reversed())), to: "more.npy")
        let grown = try Program.run("import", more, "--model", Self.model, "--json", corpus)
        #expect(try grown.object()["added"] as? Int == 2, "\(grown.errors)")
        #expect(try space(corpus)["vectors"] as? Int == 9)
        #expect(try Program.run("status", "-C", corpus).output.contains("7 of them imported"))
        let found = try Program.run("search", "-C", corpus, "--json", "-k", "1", "when is high water").object()
        #expect((found["results"] as? [[String: Any]])?.first?["path"] as? String == "tide.txt")
        // The files' own vectors stay where those that were imported are replaced.
        let replaced = try Program.run("import", more, "--model", Self.model, "--replace", corpus)
        #expect(replaced.status == 0, "\(replaced.errors)")
        #expect(try space(corpus)["vectors"] as? Int == 4)
        #expect(try Program.run("status", "-C", corpus).output.contains("2 of them imported"))
        let left = try Program.run("search", "-C", corpus, "--json", "when is high water").object()
        let paths = (left["results"] as? [[String: Any]] ?? []).compactMap { $0["path"] as? String }
        #expect(paths.first == "tide.txt" && paths.contains("concert.txt") && paths.count == 4, "\(paths)")
        #expect(try Program.run("verify", "-C", corpus).status == 0)
        let other = try Program.run("import", more, "--model", Self.model, "--replace", "--f16", corpus)
        #expect(other.status == 2 && other.errors.contains("Leave --f16 out"), "\(other.errors)")
    }

    @Test("can be replaced, in 16 bits too")
    func replacing() throws {
        #expect(try Program.run("import", vectors, "--model", Self.model, corpus).status == 0)
        let other = try folder.write(VectorFiles.float32(Array(try rows().prefix(3))), to: "three.npy")
        let outcome = try Program.run("import", other, "--model", Self.model, "--replace", "--f16", corpus)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try space(corpus)["vectors"] as? Int == 3 && space(corpus)["element"] as? String == "f16")
        let folders = try FileManager.default.contentsOfDirectory(atPath: corpus + "/.nearest/vectors")
        #expect(folders.count == 1, "the old folder is gone")
        #expect(try Program.run("search", "-C", corpus, "whales").status == 0)
    }
}
