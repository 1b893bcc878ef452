import Foundation
import Testing

@Suite("Measuring searches", .ownThread, .serialized, .enabled(if: Program.isBuilt, "needs the built program"))
struct BenchTests {
    private let folder: TemporaryFolder
    private let rows = VectorFiles.rows(9000, dimensions: 64, seed: 5)
    private let queries = VectorFiles.rows(40, dimensions: 64, seed: 5).map { $0.map { $0 * 0.9 + 0.05 } }

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(VectorFiles.float32(rows), to: "a.npy")
        try folder.write(VectorFiles.float32(queries), to: "q.npy")
    }

    private func bench(_ corpus: String, _ arguments: [String]) throws -> Program.Outcome {
        try Program.run(
            executable: Program.path,
            ["bench", "search", "--queries", "q.npy", "-C", corpus] + arguments, in: folder.path, environment: [:])
    }

    @Test(
        "the issue's keys, with the recall of brute force in another language's stead",
        arguments: ["cosine", "ip", "l2"])
    func figures(metric: String) throws {
        for flags in [[], ["--f16"]] {
            let corpus = folder.path + "/c\(flags.count)"
            let done = try Program.run(
                executable: Program.path, ["import", "a.npy", "--name", "x", "--metric", metric, corpus] + flags,
                in: folder.path, environment: [:])
            #expect(done.status == 0, "\(done.errors)")
            let truth = queries.flatMap {
                VectorFiles.nearest($0, in: rows, k: 10, metric: metric).map { Int64($0) }
            }
            try folder.write(
                VectorFiles.numpy("<i8", rows: 40, columns: 10, bytes: VectorFiles.bytes(truth)), to: "t.npy")
            let report = try bench(corpus, ["--truth", "t.npy", "--json"]).object()
            let setting = try #require((report["settings"] as? [[String: Any]])?.first)
            #expect(setting["mode"] as? String == "exact" && setting["nprobe"] is NSNull)
            let recall = try #require(setting["recall"] as? Double)
            #expect(recall >= (flags.isEmpty ? 0.999 : 0.95), "\(metric) \(flags) \(recall)")
            for key in ["median_ms", "p99_ms", "qps", "batch_qps"] {
                #expect((setting[key] as? Double ?? 0) > 0, "\(key)")
            }
            #expect((report["bytes_on_disk"] as? Int ?? 0) > 9000 * 64 * 2)
            #expect((report["resident_bytes"] as? Int ?? 0) > 0)
            let brute = try #require(report["brute"] as? [String: Any])
            #expect(brute["recall"] as? Double == recall, "codes lose nothing")
            // Without a truth, brute force's own.
            let own = try bench(corpus, ["--json", "-k", "3"]).object()
            #expect((own["settings"] as? [[String: Any]])?.first?["recall"] as? Double == 1)
            let table = try bench(corpus, [])
            #expect(table.output.contains("recall@10") && table.output.contains("brute"))
        }
    }

    @Test("queries and truths that do not fit are named")
    func refusals() throws {
        let corpus = folder.path + "/c"
        try Program.run("import", folder.path + "/a.npy", "--name", "x", corpus)
        func truth(_ values: [Int32], columns: Int, _ words: String) throws {
            let file = try folder.write(
                VectorFiles.numpy(
                    "<i4", rows: values.count / columns, columns: columns, bytes: VectorFiles.bytes(values)),
                to: "t.npy")
            let outcome = try bench(corpus, ["--truth", file])
            #expect(outcome.status == 2 && outcome.errors.contains(words), "\(outcome.errors)")
        }
        try truth([Int32](repeating: 1, count: 40 * 3), columns: 3, "-k 3")
        try truth([Int32](repeating: 1, count: 39 * 10), columns: 10, "40 are needed")
        try truth([Int32](repeating: 1, count: 399) + [9000], columns: 10, "row 39 names the vector 9000")
        try truth([Int32](repeating: 1, count: 399) + [-1], columns: 10, "-1")
        try folder.write(VectorFiles.float32(VectorFiles.rows(2, dimensions: 63, seed: 1)), to: "q.npy")
        #expect(try bench(corpus, []).errors.contains("63 dimensions"))
        try folder.write(VectorFiles.float32([[Float](repeating: 0, count: 64)]), to: "q.npy")
        let zero = try bench(corpus, [])
        #expect(zero.status == 2 && zero.errors.contains("q.npy, row 0"))
    }
}
