import Foundation
import Testing

@Suite(
    "Vectors made elsewhere", .ownThread, .serialized, .enabled(if: Program.isBuilt, "needs the built program"))
struct ImportTests {
    private static func run(_ arguments: [String]) throws -> Program.Outcome {
        try Program.run(executable: Program.path, arguments, in: nil, environment: [:])
    }

    private static func vectors(in corpus: String) throws -> [String: Int] {
        let spaces = try Program.run("status", "-C", corpus, "--json").object()["spaces"] as? [[String: Any]] ?? []
        return Dictionary(
            uniqueKeysWithValues: spaces.map { ($0["model"] as? String ?? "", $0["vectors"] as? Int ?? -1) })
    }

    /// The rows of an export as NumPy array: 128 bytes of header, then 32-bit floats.
    private static func exported(_ path: String, columns: Int) throws -> [[Float]] {
        let data = try Data(contentsOf: URL(fileURLWithPath: path)).dropFirst(128)
        let values = Data(data).withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
        return stride(from: 0, to: values.count, by: columns).map { Array(values[$0..<$0 + columns]) }
    }

    @Test("arrays of every kind come in and go out as they were", arguments: ["cosine", "ip", "l2"])
    func roundTrip(metric: String) throws {
        let folder = try TemporaryFolder()
        let rows = VectorFiles.rows(300, dimensions: 20, seed: 7)
        let flat = rows.flatMap { $0 }
        let files: [(String, Data, Float)] = [
            ("f4.npy", VectorFiles.float32(rows), 0),
            (
                "f8.npy",
                VectorFiles.numpy("<f8", rows: 300, columns: 20, bytes: VectorFiles.bytes(flat.map(Double.init))), 0
            ),
            (
                "f2.npy",
                VectorFiles.numpy("<f2", rows: 300, columns: 20, bytes: VectorFiles.bytes(flat.map(Float16.init))),
                2e-3
            ),
            ("x.fvecs", VectorFiles.fvecs(rows), 0),
        ]
        for (name, data, tolerance) in files {
            let file = try folder.write(data, to: name)
            let corpus = folder.path + "/corpus-" + name
            let outcome = try Self.run(["import", file, "--name", "array", "--metric", metric, "--json", corpus])
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(try outcome.object()["added"] as? Int == 300)
            #expect(try Self.vectors(in: corpus) == ["array": 300])
            let out = folder.path + "/out.npy"
            #expect(try Self.run(["export", "--model", "array", "-C", corpus, out]).status == 0)
            let back = try Self.exported(out, columns: 20)
            #expect(back.count == 300)
            for (found, given) in zip(back.joined(), flat) {
                #expect(abs(found - given) <= tolerance * 3 + (metric == "cosine" ? 2e-6 : 0))
            }
            let names = try String(contentsOfFile: folder.path + "/out.ids.jsonl", encoding: .utf8)
            #expect(names.split(separator: "\n").last?.contains("\"path\":\"array#299\"") == true)
        }
    }

    @Test("records give path, title and text; the projector and JSON lines show them")
    func metadata() throws {
        let folder = try TemporaryFolder()
        let rows = VectorFiles.rows(5, dimensions: 3, seed: 1)
        let array = try folder.write(VectorFiles.float32(rows), to: "a.npy")
        let tables = [
            "m.csv": "path,title,text,colour\n"
                + (0..<5).map { "p/\($0).png,T \($0),\"a, b\(#"""#)\(#"""#)\",red\($0)\n" }.joined(),
            "m.tsv": "title\tpath\tcolour\n" + (0..<5).map { "T \($0)\tp/\($0).png\tred\($0)\n" }.joined(),
            "m.jsonl": (0..<5).map {
                "{\"path\": \"p/\($0).png\", \"title\": \"T \($0)\", \"colour\": \"red\($0)\"}\n"
            }.joined(),
        ]
        for (name, text) in tables {
            let table = try folder.write(text, to: name)
            let corpus = folder.path + "/c-" + name
            let outcome = try Self.run(["import", array, "--metadata", table, "--name", "n", corpus])
            #expect(outcome.status == 0, "\(outcome.errors)")
            let lines = folder.path + "/out.jsonl"
            #expect(try Self.run(["export", "-C", corpus, lines]).status == 0)
            let objects = try String(contentsOfFile: lines, encoding: .utf8).split(separator: "\n").map {
                try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
            }
            #expect(objects.map { $0["path"] as? String } == (0..<5).map { "p/\($0).png" })
            let found = try Program.run("search", "-C", corpus, "--model", "bm25", "-l", "-k", "1", "red3")
            #expect(found.status == 0 && found.output == "p/3.png\n", "their words are found without a model")
            #expect(objects[3]["title"] as? String == "T 3" && objects[3]["evidence"] as? String == "imported")
            #expect((objects[3]["text"] as? String)?.contains("colour: red3") == true)
            #expect((objects[3]["vector"] as? [Double])?.count == 3)
            #expect(try Self.run(["export", "-C", corpus, "--format", "tsv", folder.path + "/t"]).status == 0)
            let metadata = try String(contentsOfFile: folder.path + "/t/metadata.tsv", encoding: .utf8)
            #expect(metadata.hasPrefix("path\tplace\ttitle\ttext\np/0.png\t\tT 0\t"))
            let vectors = try String(contentsOfFile: folder.path + "/t/vectors.tsv", encoding: .utf8)
            #expect(
                vectors.split(separator: "\n").count == 5
                    && vectors.split(separator: "\n")[0].split(separator: "\t").count == 3)
        }
        let short = try folder.write("title\none\ntwo\n", to: "short.csv")
        let refused = try Self.run(["import", array, "--metadata", short, "--name", "n", folder.path + "/d"])
        #expect(refused.status == 2 && refused.errors.contains("3 records") && refused.errors.contains("5 vectors"))
    }

    @Test("what cannot be stored is refused before anything is, with file and row")
    func refusals() throws {
        let folder = try TemporaryFolder()
        let rows = VectorFiles.rows(50, dimensions: 4, seed: 3)
        func with(_ row: Int, _ vector: [Float]) -> Data {
            var rows = rows
            rows[row] = vector
            return VectorFiles.float32(rows)
        }
        let flat = VectorFiles.bytes(rows.flatMap { $0 })
        var uneven = VectorFiles.fvecs(rows)
        uneven.replaceSubrange(20 * 7..<20 * 7 + 4, with: VectorFiles.bytes([Int32(3)]))
        let cases: [(String, Data, [String], String)] = [
            ("nan.npy", with(17, [1, .nan, 1, 1]), [], "row 17"),
            ("infinite.npy", with(49, [1, 1, .infinity, 1]), [], "row 49"),
            ("zero.npy", with(0, [0, 0, 0, 0]), [], "row 0"),
            ("large.npy", with(5, [1e6, 0, 0, 0]), ["--f16", "--metric", "l2"], "row 5"),
            ("cut.npy", VectorFiles.float32(rows).dropLast(1), [], "cut short"),
            ("head.npy", VectorFiles.float32(rows).prefix(40), [], "cut short"),
            ("text.npy", Data("not an array".utf8), [], "NumPy"),
            ("one.npy", VectorFiles.numpy("<f4", shape: "(200,)", bytes: flat), [], "1 axis"),
            (
                "fortran.npy", VectorFiles.numpy("<f4", rows: 50, columns: 4, order: "True", bytes: flat), [],
                "Fortran"
            ),
            ("order.npy", VectorFiles.numpy(">f4", rows: 50, columns: 4, bytes: flat), [], ">f4"),
            ("objects.npy", VectorFiles.numpy("|O", rows: 50, columns: 4, bytes: flat), [], "|O"),
            (
                "huge.npy",
                VectorFiles.numpy("<f4", shape: "(9223372036854775807, 9223372036854775807)", bytes: flat), [],
                "cut short"
            ),
            ("none.npy", VectorFiles.numpy("<f4", rows: 0, columns: 4, bytes: Data()), [], "no vectors"),
            ("cut.fvecs", VectorFiles.fvecs(rows).dropLast(3), [], "row 49"),
            ("uneven.fvecs", uneven, [], "row 7"),
            ("absurd.fvecs", VectorFiles.bytes([Int32(-4), 0, 0]), [], "-4 dimensions"),
        ]
        for (name, data, flags, words) in cases {
            let file = try folder.write(data, to: name)
            let corpus = folder.path + "/corpus"
            let outcome = try Self.run(["import", file, "--name", "x", corpus] + flags)
            #expect(outcome.status == 2, "\(name)")
            #expect(outcome.errors.contains(name) && outcome.errors.contains(words), "\(outcome.errors)")
            #expect(outcome.errors.split(separator: "\n").count == 1)
            if FileManager.default.fileExists(atPath: corpus + "/.nearest/catalog.sqlite") {
                #expect(try Self.vectors(in: corpus).isEmpty)
            }
        }
    }

    @Test("the same name takes more rows; the same file is not taken twice; another shape or metric is refused")
    func growing() throws {
        let folder = try TemporaryFolder()
        let rows = VectorFiles.rows(400, dimensions: 6, seed: 4)
        let first = try folder.write(VectorFiles.float32(Array(rows[..<150])), to: "first.npy")
        let second = try folder.write(VectorFiles.float32(Array(rows[150...])), to: "second.npy")
        let corpus = folder.path + "/c"
        #expect(try Self.run(["import", first, "--name", "x", "--metric", "ip", corpus]).status == 0)
        #expect(try Self.run(["import", second, "--name", "x", corpus]).status == 0)
        let again = try Self.run(["import", first, "--name", "x", corpus])
        #expect(again.status == 0 && again.errors.contains("imported before"))
        #expect(try Self.vectors(in: corpus) == ["x": 400])
        #expect(try Self.run(["export", "-C", corpus, folder.path + "/o.npy"]).status == 0)
        #expect(try Self.exported(folder.path + "/o.npy", columns: 6) == rows)

        let other = try folder.write(VectorFiles.float32(VectorFiles.rows(3, dimensions: 5, seed: 1)), to: "o5.npy")
        let wrong = try Self.run(["import", other, "--name", "x", corpus])
        #expect(wrong.status == 2 && wrong.errors.contains("6 dimensions"))
        #expect(try Self.run(["import", second, "--name", "x", "--metric", "l2", corpus]).status == 2)
        #expect(try Self.run(["import", other, "--name", "x", "--replace", corpus]).status == 0)
        #expect(try Self.vectors(in: corpus) == ["x": 3])
        let status = try Program.run("status", "-C", corpus, "--json").object()
        #expect(status["items"] as? Int == 3)
    }

    @Test("words are refused with what works instead, and index leaves the vectors alone")
    func otherCommands() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(VectorFiles.float32(VectorFiles.rows(30, dimensions: 6, seed: 4)), to: "a.npy")
        let corpus = folder.path + "/c"
        try Program.run("import", file, "--name", "mine", corpus)
        let search = try Program.run("search", "-C", corpus, "a whale")
        #expect(search.status == 2 && search.errors.contains("mine") && search.errors.contains("bench search"))
        let index = try Program.run("index", corpus)
        #expect(index.status == 0, "\(index.errors)")
        #expect(try Self.vectors(in: corpus) == ["mine": 30])
        let status = try Program.run("status", "-C", corpus)
        #expect(status.output.contains("imported, compared by cosine"))
        let name = try Program.run("export", "-C", corpus, "--model", "nobody", folder.path + "/o.npy")
        #expect(name.status == 2 && name.errors.contains("mine"))
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/o.npy"))
    }

    @Test("rebuilding an index deletes no imported vectors but when told so")
    func rebuilding() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(VectorFiles.float32(VectorFiles.rows(30, dimensions: 6, seed: 4)), to: "a.npy")
        let corpus = folder.path + "/c"
        try Program.run("import", file, "--name", "mine", corpus)
        let refused = try Program.run("index", corpus, "--rebuild")
        #expect(refused.status == 2 && refused.errors.contains("30 vectors of mine"), "\(refused.errors)")
        #expect(refused.errors.contains("--drop-imports"))
        #expect(try Self.vectors(in: corpus) == ["mine": 30])
        #expect(try Program.run("index", corpus, "--rebuild", "--dry-run").status == 0)
        let alone = try Program.run("index", corpus, "--drop-imports")
        #expect(alone.status == 2 && alone.errors.contains("--rebuild"))
        guard Requirements.canRun else { return }
        try folder.write("The tide turns at noon.", to: "c/tide.txt")
        let rebuilt = try Program.run("index", corpus, "--rebuild", "--drop-imports")
        #expect(rebuilt.status == 0, "\(rebuilt.errors)")
        #expect(try Self.vectors(in: corpus)["mine"] == nil)
    }

    @Test("a file that may not grow is an error that says so, and what was committed stays")
    func fileLimit() throws {
        let folder = try TemporaryFolder()
        let first = try folder.write(
            VectorFiles.float32(VectorFiles.rows(2000, dimensions: 64, seed: 4)), to: "a.npy")
        let second = try folder.write(
            VectorFiles.float32(VectorFiles.rows(9000, dimensions: 64, seed: 5)), to: "b.npy")
        let corpus = folder.path + "/c"
        #expect(try Self.run(["import", first, "--name", "x", corpus]).status == 0)
        let words = "import '\(second)' --name x '\(corpus)'"
        let refused = try Program.shell("ulimit -f 1024; nearest \(words)")
        #expect(refused.status == 2, "\(refused.status)")
        #expect(refused.errors.contains("Free some space") && refused.errors.contains("File too large"))
        #expect(try Self.vectors(in: corpus) == ["x": 2000])
        #expect(try Program.run("verify", "-C", corpus).status == 0)
        #expect(try Program.shell("nearest \(words)").status == 0)
        #expect(try Self.vectors(in: corpus) == ["x": 11_000])
        #expect(try Program.run("verify", "-C", corpus).status == 0)
    }

    @Test("vectors of 1 and of 8,192 dimensions come in, are searched, verified and go out", arguments: [1, 8192])
    func extremes(dimensions: Int) throws {
        let folder = try TemporaryFolder()
        let rows = VectorFiles.rows(200, dimensions: dimensions, seed: 8)
        let file = try folder.write(VectorFiles.float32(rows), to: "a.npy")
        let corpus = folder.path + "/c"
        let flags = ["--name", "x", "--metric", "l2", corpus]
        let outcome = try Self.run(["import", file] + flags)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let bench = try Program.run(
            "bench", "search", "-C", corpus, "--queries", file, "-k", "300", "--json")
        #expect(bench.status == 0, "\(bench.errors)")
        let settings = try #require(try bench.object()["settings"] as? [[String: Any]])
        #expect(settings.allSatisfy { $0["recall"] as? Double == 1 } && !settings.isEmpty)
        #expect(try Program.run("verify", "-C", corpus).status == 0)
        #expect(try Self.run(["export", "-C", corpus, folder.path + "/o.npy"]).status == 0)
        #expect(try Self.exported(folder.path + "/o.npy", columns: dimensions) == rows)
    }

    @Test("a run that is stopped keeps its rows, and the same command goes on")
    func interruption() throws {
        let folder = try TemporaryFolder()
        let rows = VectorFiles.rows(9, dimensions: 64, seed: 4)
        let flat = VectorFiles.bytes(rows.flatMap { $0 })
        // Some hundred thousand rows, so that there are several commits to stop between.
        var bytes = Data()
        for _ in 0..<40_000 { bytes += flat }
        let file = try folder.write(
            VectorFiles.numpy("<f4", rows: 360_000, columns: 64, bytes: bytes), to: "a.npy")
        let corpus = folder.path + "/c"
        let process = try ChildProcess(Program.path, ["import", file, "--name", "x", corpus])
        _ = try eventually("the first commit") { () -> Int? in
            guard let outcome = try? Program.run("status", "-C", corpus, "--json"), outcome.status == 0,
                let spaces = try? outcome.object()["spaces"] as? [[String: Any]]
            else { return nil }
            return spaces.first?["vectors"] as? Int
        }
        process.signal(SIGINT)
        let status = process.wait()
        let kept = try Self.vectors(in: corpus)["x"] ?? 0
        #expect(status == 130 && kept < 360_000, "it was stopped on its way")
        let other = try folder.write(VectorFiles.float32(VectorFiles.rows(3, dimensions: 64, seed: 9)), to: "b.npy")
        let refused = try Self.run(["import", other, "--name", "x", corpus])
        #expect(refused.status == 2 && refused.errors.contains("cut off at row \(kept)"))
        let rest = try Self.run(["import", file, "--name", "x", "--json", corpus])
        #expect(rest.status == 0, "\(rest.errors)")
        #expect(try rest.object()["added"] as? Int == 360_000 - kept)
        #expect(try Self.vectors(in: corpus) == ["x": 360_000])
        #expect(try Program.run("verify", "-C", corpus).status == 0)
    }
}
