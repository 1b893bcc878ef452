import Foundation
import Testing

@Suite("Verifying", .ownThread, .serialized, .enabled(if: Program.isBuilt, "needs the built program"))
struct VerifyTests {
    private let folder: TemporaryFolder
    private let rows = VectorFiles.rows(9000, dimensions: 64, seed: 5)
    private var corpus: String { folder.path + "/c" }

    init() throws {
        folder = try TemporaryFolder()
        let file = try folder.write(VectorFiles.float32(rows), to: "a.npy")
        try Program.run("import", file, "--name", "x", corpus)
    }

    private func file(_ name: String) throws -> String {
        let vectors = corpus + "/.nearest/vectors"
        let store = try #require(try FileManager.default.contentsOfDirectory(atPath: vectors).first)
        return "\(vectors)/\(store)/\(name)"
    }

    private func flip(_ path: String, at offset: Int) throws {
        var data = try Data(contentsOf: URL(fileURLWithPath: path))
        data[offset] ^= 4
        try data.write(to: URL(fileURLWithPath: path))
    }

    private func vectors() throws -> Int {
        let status = try Program.run("status", "-C", corpus, "--json").object()
        return (status["spaces"] as? [[String: Any]])?.first?["vectors"] as? Int ?? 0
    }

    @Test("a sound index is sound, and says what was looked at")
    func sound() throws {
        let outcome = try Program.run("verify", "-C", corpus, "--json")
        #expect(outcome.status == 0)
        let report = try outcome.object()
        #expect(report["sound"] as? Bool == true)
        let store = try #require((report["stores"] as? [[String: Any]])?.first)
        #expect(store["rows_checked"] as? Int == 9000 && store["coded_rows"] as? Int == 9000)
        #expect(store["codes_compared"] as? Int == 256)
    }

    @Test("a flipped bit of a vector is found; a repair keeps every other vector")
    func flippedVector() throws {
        let path = try file("000000.vectors")
        try flip(path, at: 4096 + 1024 * 16 + 5 * 256 + 9)
        let found = try Program.run("verify", "-C", corpus)
        #expect(found.status == 2)
        #expect(found.output.contains(path) && found.output.contains("row 5"), "\(found.output)")
        #expect(try vectors() == 9000, "verify alone changes nothing")
        let repaired = try Program.run("verify", "-C", corpus, "--repair")
        #expect(repaired.status == 0 && repaired.output.contains("1 vectors of x are lost"), "\(repaired.output)")
        #expect(FileManager.default.fileExists(atPath: try file("000000.vectors.damaged")))
        #expect(try Program.run("verify", "-C", corpus).status == 0)
        #expect(try vectors() == 8999)
        let again = try Program.run("import", folder.path + "/a.npy", "--name", "x", corpus)
        #expect(again.status == 2 && again.errors.contains("--replace"))
        #expect(try Program.run("import", folder.path + "/a.npy", "--name", "x", "--replace", corpus).status == 0)
        #expect(try vectors() == 9000)
        #expect(try Program.run("verify", "-C", corpus).status == 0)
    }

    @Test("codes that are damaged, or not their vectors', are found and made again")
    func codes() throws {
        let path = try file("000000.codes")
        let good = try Data(contentsOf: URL(fileURLWithPath: path))
        for offset in [20, 4100, good.count - 30, 4096 + 512 + 64 + 100] {
            try flip(path, at: offset)
            let found = try Program.run("verify", "-C", corpus)
            #expect(found.status == 2 && found.output.contains(path), "byte \(offset): \(found.output)")
            #expect(try Program.run("verify", "-C", corpus, "--repair").status == 0)
            #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == good)
            #expect(try Program.run("verify", "-C", corpus).status == 0)
        }
    }

    @Test("a vector file that is cut short or gone is named and set aside")
    func cutFile() throws {
        let path = try file("000000.vectors")
        try #require(truncate(path, 100_000) == 0)
        let found = try Program.run("verify", "-C", corpus, "--json")
        #expect(found.status == 2)
        let damage = try #require((try found.object()["damages"] as? [[String: Any]])?.first)
        #expect(damage["file"] as? String == path && damage["lost_vectors"] as? Int == 9000)
        #expect(try Program.run("verify", "-C", corpus, "--repair").status == 0)
        #expect(FileManager.default.fileExists(atPath: path + ".damaged"))
        #expect(try Program.run("verify", "-C", corpus).status == 0)
    }

    @Test(
        "index makes again what a repair set aside",
        .enabled(if: Requirements.canRun, "needs the model and OpenVINO: run scripts/bootstrap"))
    func rebuilt() throws {
        let corpus = try TinyCorpus()
        try Program.run("index", corpus.path)
        let vectors = corpus.path + "/.nearest/vectors"
        let store = try #require(try FileManager.default.contentsOfDirectory(atPath: vectors).first)
        let path = "\(vectors)/\(store)/000000.vectors"
        try flip(path, at: 4096 + 1024 * 12 + 2 * 1536 + 17)
        #expect(try Program.run("verify", "-C", corpus.path).status == 2)
        let index = try Program.run("index", corpus.path)
        #expect(index.status == 2 && index.errors.contains("verify --repair"))
        #expect(try Program.run("verify", "-C", corpus.path, "--repair").status == 0)
        let rebuilt = try Program.run("index", corpus.path, "--json").object()
        #expect(rebuilt["segments_encoded"] as? Int == 1)
        let best = try Program.run("search", "-C", corpus.path, "-l", "-k", "1", "lava eruption")
        #expect(best.output == "notes/volcano.md\n")
        #expect(try Program.run("verify", "-C", corpus.path).status == 0)
    }

    @Test(
        "words of full-text search that no segment has are found and made anew",
        .enabled(if: Requirements.hasPython, "needs python3"))
    func words() throws {
        let corpus = try TinyCorpus()
        try Program.run("index", corpus.path)
        #expect(try Program.run("verify", "-C", corpus.path).status == 0)
        let script = """
            import sqlite3, sys
            with sqlite3.connect(sys.argv[1]) as catalog:
                catalog.execute("INSERT INTO words (rowid, text) VALUES (9999, 'ghost')")
            """
        let changed = try Program.run(
            executable: "/usr/bin/env", ["python3", "-c", script, corpus.path + "/.nearest/catalog.sqlite"],
            in: nil, environment: [:])
        #expect(changed.status == 0, "\(changed.errors)")
        let damaged = try Program.run("verify", "-C", corpus.path)
        #expect(damaged.status == 2 && damaged.output.contains("words of 1 segments"), "\(damaged)")
        #expect(try Program.run("verify", "-C", corpus.path, "--repair").status == 0)
        #expect(try Program.run("verify", "-C", corpus.path).status == 0)
    }

    @Test("a damaged catalog and a folder without an index are errors that say what to do")
    func catalog() throws {
        try flip(corpus + "/.nearest/catalog.sqlite", at: 3)
        let damaged = try Program.run("verify", "-C", corpus)
        #expect(damaged.status == 2 && damaged.errors.contains("catalog.sqlite"), "\(damaged.errors)")
        let none = try TemporaryFolder()
        #expect(try Program.run("verify", "-C", none.path).status == 2)
    }
}
