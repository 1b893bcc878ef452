import NearestCore
import Testing

@testable import VectorIndex

@Suite("Many queries at once")
struct BatchTests {
    @Test(
        "each gets what it gets alone, to the last bit, with filters, ties and removed rows",
        arguments: Metric.allCases.flatMap { metric in VectorElement.allCases.map { (metric, $0) } })
    func equalsSingle(metric: Metric, element: VectorElement) throws {
        let (rows, dimensions) = (3000, 37)
        let unit = CodesTests.clustered(rows, dimensions: dimensions, seed: 2)
        var vectors = VectorBatch(dimensions: dimensions)
        // Every tenth row is the one before it again, so there are ties.
        for row in 0..<rows { vectors.append(unit[row % 10 == 9 ? row - 1 : row].map { $0 * 3 + 0.5 }) }
        let folder = try TemporaryFolder()
        let writer = try VectorWriter(
            folder: folder.path, dimensions: dimensions, fingerprint: "space", committedRows: 0, metric: metric,
            element: element)
        try writer.append(ids: (0..<rows).map { Int64($0) }, vectors: vectors)
        let index = try FlatIndex(
            folder: folder.path, dimensions: dimensions, fingerprint: "space", committedRows: try writer.sync(),
            removed: Set((0..<Int64(rows)).filter { $0 % 11 == 5 }))
        var queries = VectorBatch(dimensions: dimensions)
        // More than go together, so that there are two rounds.
        for row in 0..<300 { queries.append(vectors[row * 9]) }
        let allowed = Set((0..<Int64(rows)).filter { $0 % 4 != 1 || $0 > 2900 })
        for (k, allowed, threads) in [(10, nil, nil), (7, allowed, 1), (1, [18], nil)]
            as [(Int, Set<SegmentID>?, Int?)]
        {
            let found = try index.search(batch: queries, k: k, allowed: allowed, threads: threads)
            #expect(found.count == 300)
            for query in stride(from: 0, to: 300, by: 13) {
                let alone = try index.search(Array(queries[query]), k: k, mode: .exact, allowed: allowed)
                #expect(found[query] == alone, "query \(query), k \(k)")
            }
        }
    }

    @Test("k of 0, more than there is, no queries, an empty index, a query that cannot be compared")
    func edges() throws {
        let folder = try TemporaryFolder()
        var source = ExactVectors(dimensions: 6, seed: 3)
        let vectors = source.batch(70)
        try FlatIndexTests.write(folder, ids: (0..<70).map { Int64($0) }, vectors: vectors)
        let index = try FlatIndexTests.open(folder, dimensions: 6, rows: 70)
        let queries = source.batch(3)
        #expect(try index.search(batch: queries, k: 0) == [[], [], []])
        #expect(try index.search(batch: VectorBatch(dimensions: 6), k: 3).isEmpty)
        #expect(try index.search(batch: queries, k: 1000).map(\.count) == [70, 70, 70])
        #expect(try index.search(batch: queries, k: 2, allowed: []) == [[], [], []])
        let empty = try FlatIndexTests.open(folder, dimensions: 6, rows: 0)
        #expect(try empty.search(batch: queries, k: 2) == [[], [], []])
        var bad = queries
        bad.append([1, 2, .nan, 4, 5, 6])
        let error = #expect(throws: NearestError.self) { try index.search(batch: bad, k: 2) }
        #expect(error?.subject == "query 3")
        #expect(throws: NearestError.self) {
            try index.search(batch: VectorBatch(dimensions: 5, values: [1, 2, 3, 4, 5]), k: 2)
        }
        let cancellation = Cancellation()
        cancellation.cancel()
        #expect(throws: CancellationError.self) {
            try index.search(batch: queries, k: 2, cancellation: cancellation)
        }
    }

    @Test("this machine has a BLAS; without one the kernels compute the products")
    func library() {
        #expect(FlatIndex.hasMatrixProducts)
    }
}
