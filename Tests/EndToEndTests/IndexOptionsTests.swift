import Foundation
import Testing

@Suite(
    "What an index keeps of its options", .ownThread, .serialized,
    .enabled(if: Requirements.canRun, "needs the built program and OpenVINO: run scripts/bootstrap"))
struct IndexOptionsTests {
    private let corpus: TinyCorpus

    init() throws {
        corpus = try TinyCorpus()
    }

    private func space() throws -> [String: Any] {
        let status = try Program.run("status", "-C", corpus.path, "--json").object()
        return try #require((status["spaces"] as? [[String: Any]])?.first)
    }

    @Test("a rebuilt index has the precision, dimensions and prompts that it had, but for those that are named")
    func rebuilding() throws {
        let made = try Program.run(
            "index", corpus.path, "--precision", "f32", "--dimensions", "96", "--query-prompt", "query: ")
        #expect(made.status == 0, "\(made.errors)")
        let before = try space()
        #expect(before["dimensions"] as? Int == 96 && before["precision"] as? String == "f32")
        #expect(try Program.run("index", corpus.path, "--rebuild").status == 0)
        #expect(try space()["fingerprint"] as? String == before["fingerprint"] as? String)
        #expect(try Program.run("index", corpus.path, "--rebuild", "--dimensions", "64").status == 0)
        #expect(try space()["dimensions"] as? Int == 64 && space()["precision"] as? String == "f32")
    }

    @Test("vectors stored in 16 bits stay so, and find the same")
    func halves() throws {
        func scores() throws -> [String: Double] {
            let found = try Program.run("search", "-C", corpus.path, "--json", "erupting lava").object()
            let results = found["results"] as? [[String: Any]] ?? []
            return Dictionary(
                results.map { ("\($0["path"] ?? "")#\($0["record"] ?? "")", $0["score"] as? Double ?? 0) },
                uniquingKeysWith: max)
        }
        #expect(try Program.run("index", corpus.path).status == 0)
        #expect(try space()["element"] as? String == "f32")
        let full = try scores()
        let refused = try Program.run("index", corpus.path, "--f16")
        #expect(refused.status == 2 && refused.errors.contains("--rebuild"), "\(refused.errors)")
        #expect(try Program.run("index", corpus.path, "--rebuild", "--f16").status == 0)
        #expect(try space()["element"] as? String == "f16")
        #expect(try Program.run("status", "-C", corpus.path).output.contains("stored as f16"))
        let half = try scores()
        #expect(half.keys.sorted() == full.keys.sorted() && !half.isEmpty)
        for (name, score) in half { #expect(abs(score - (full[name] ?? 0)) < 1e-3, "\(name)") }
        #expect(try Program.run("index", corpus.path, "--rebuild").status == 0)
        #expect(try space()["element"] as? String == "f16")
        #expect(try Program.run("index", corpus.path, "--rebuild", "--no-f16").status == 0)
        #expect(try space()["element"] as? String == "f32")
    }

    @Test("status counts one file as one")
    func one() throws {
        let folder = try TemporaryFolder()
        try folder.write("A single sheet.", to: "sheet.txt")
        #expect(try Program.run("index", folder.path).status == 0)
        let status = try Program.run("status", "-C", folder.path)
        #expect(status.output.contains("1 file, 1 item, 1 passage\n"))
        #expect(status.output.contains("1 vector of"))
    }
}
