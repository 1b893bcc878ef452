import Foundation
import Testing

@Suite(
    "Interrupted indexing",
    .ownThread, .serialized,
    .enabled(if: Requirements.canRun, "needs the built program, the model and OpenVINO: run scripts/bootstrap"))
struct InterruptionTests {
    private static let records = 1500

    private func corpus() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let things = ["a lamp", "a river", "a violin", "a fever", "a bridge", "a debt", "a comet"]
        let deeds = ["was sold", "was mended", "was painted", "was forgotten", "was measured"]
        let lines = (0..<Self.records).map { number in
            """
            {"id": \(number), "text": "In the year \(number + 500) \(things[number % things.count]) \
            \(deeds[number % deeds.count]) by the people of parish number \(number)."}
            """
        }
        // Many files, so that there are moments between them.
        for start in stride(from: 0, to: lines.count, by: 50) {
            let part = lines[start..<min(start + 50, lines.count)].joined(separator: "\n")
            try folder.write(part + "\n", to: "records-\(start).jsonl")
        }
        return folder
    }

    private func vectors(in corpus: String) -> Int {
        guard let outcome = try? Program.run("status", "-C", corpus, "--json"), outcome.status == 0,
            let spaces = try? outcome.object()["spaces"] as? [[String: Any]]
        else { return 0 }
        return spaces.first?["vectors"] as? Int ?? 0
    }

    @Test("Ctrl-C ends with 130 and keeps what was committed; the next run completes it, each record once")
    func interrupt() throws {
        let corpus = try corpus()
        let process = try ChildProcess(Program.path, ["index", corpus.path])
        let seen: Int = try eventually("the first committed vectors") {
            let count = vectors(in: corpus.path)
            return count > 0 ? count : nil
        }
        process.signal(SIGINT)
        #expect(process.wait() == 130, "it ends by itself, not by the signal")
        let kept = vectors(in: corpus.path)
        #expect(kept >= seen)
        #expect(kept < Self.records, "the run was interrupted on its way")

        #expect(try Program.run("index", corpus.path).status == 0)
        let found = try Program.run("search", "-C", corpus.path, "-k", "100000", "--json", "a bridge").object()
        let results = try #require(found["results"] as? [[String: Any]])
        #expect(results.count == Self.records)
        let places = results.map { "\($0["path"] ?? "") \($0["record"] ?? "")" }
        #expect(Set(places).count == Self.records)
    }
}
