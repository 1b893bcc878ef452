import NearestCore
import Testing

@testable import VectorIndex

@Suite("Exact search equals brute force")
struct FlatIndexTests {
    /// Small blocks and files, so that a few hundred rows cross many of their ends.
    static func smallLayout(_ dimensions: Int) -> VectorLayout {
        VectorLayout(dimensions: dimensions, rowsPerBlock: 32, blocksPerFile: 3)
    }

    static func write(
        _ folder: TemporaryFolder, ids: [SegmentID], vectors: VectorBatch, isSmall: Bool = true
    ) throws {
        let writer = try VectorWriter(
            folder: folder.path, dimensions: vectors.dimensions, fingerprint: "space", committedRows: 0,
            newLayout: isSmall ? smallLayout(vectors.dimensions) : nil, calls: .system)
        try writer.append(ids: ids, vectors: vectors)
        #expect(try writer.sync() == ids.count)
    }

    static func open(
        _ folder: TemporaryFolder, dimensions: Int, rows: Int, removed: Set<SegmentID> = [],
        kernels: VectorKernels = .fastest
    ) throws -> FlatIndex {
        try FlatIndex(
            folder: folder.path, dimensions: dimensions, fingerprint: "space", committedRows: rows,
            removed: removed,
            kernels: kernels)
    }

    @Test("with removed and allowed sets of every selectivity", arguments: [1, 3, 384, 2048, 8192])
    func equalsNaive(dimensions: Int) throws {
        var source = ExactVectors(dimensions: dimensions, seed: UInt64(dimensions))
        let rows = dimensions > 1000 ? 150 : 700
        let ids = (0..<rows).map { Int64($0 * 3 + 10) }
        let vectors = source.batch(rows)
        let folder = try TemporaryFolder()
        try Self.write(folder, ids: ids, vectors: vectors)
        for removedShare in [0, 0.01, 0.5, 0.99, 1] {
            let removed = Set(ids.filter { _ in source.chance(removedShare) } + [-5, 11, 1_000_000])
            let index = try Self.open(folder, dimensions: dimensions, rows: rows, removed: removed)
            #expect(index.count == ids.filter { !removed.contains($0) }.count)
            for allowedShare in [nil, 0, 0.005, 0.05, 0.5, 0.98, 1] {
                let allowed = allowedShare.map { share in
                    Set(ids.filter { _ in source.chance(share) } + [7, 999_999])
                }
                let query = source.vector()
                for k in [0, 1, 10, rows - 1, rows, rows + 1, .max] {
                    let found = try index.search(query, k: k, mode: .automatic, allowed: allowed)
                    let expected = naiveSearch(query, k: k, ids: ids, vectors: vectors) { id in
                        !removed.contains(id) && (allowed?.contains(id) ?? true)
                    }
                    #expect(found == expected, "\(removedShare) removed, \(allowedShare ?? 2) allowed, k \(k)")
                }
            }
        }
    }

    @Test("on several threads, with every instruction set", arguments: VectorKernels.supported)
    func equalsNaiveOnThreads(kernels: VectorKernels) throws {
        var source = ExactVectors(dimensions: 70, seed: 9)
        let rows = 45_000
        let ids = (1...Int64(rows)).map { $0 }
        let vectors = source.batch(rows)
        let folder = try TemporaryFolder()
        try Self.write(folder, ids: ids, vectors: vectors, isSmall: false)
        let removed = Set(ids.filter { _ in source.chance(0.3) })
        let index = try Self.open(folder, dimensions: 70, rows: rows, removed: removed, kernels: kernels)
        let query = source.vector()
        let expected = naiveSearch(query, k: 500, ids: ids, vectors: vectors) { !removed.contains($0) }
        for threads in [1, 2, 3, 8] {
            #expect(try index.search(query, k: 500, allowed: nil, threads: threads) == expected)
        }
        #expect(try index.search(query, k: 500, mode: .exact, allowed: nil) == expected)
    }

    @Test("ids in any order are found by their look-up")
    func shuffledIDs() throws {
        var source = ExactVectors(dimensions: 5, seed: 10)
        let rows = 600
        for isRunning in [true, false] {
            let ascending = (0..<rows).map { Int64($0 * 2) }
            // Either a few ascending runs, or no order at all.
            let ids =
                isRunning
                ? Array(ascending[400...] + ascending[100..<400] + ascending[..<100]) : source.shuffled(ascending)
            let vectors = source.batch(rows)
            let folder = try TemporaryFolder()
            try Self.write(folder, ids: ids, vectors: vectors)
            let removed = Set(ids.filter { $0 % 10 == 4 })
            var index = try Self.open(folder, dimensions: 5, rows: 300)
            index = try index.refreshed(committedRows: 450, removed: removed)
            index = try index.refreshed(committedRows: rows, removed: removed)
            for (row, id) in ids.enumerated() where !removed.contains(id) {
                #expect(try index.vectors(of: [id]).values == Array(vectors[row]))
            }
            for id in [SegmentID.min, -1, 1, 4, 14, 1199, .max] {
                #expect(throws: NearestError.self) { try index.vectors(of: [id]) }
            }
            let query = source.vector()
            let allowed = Set(source.shuffled(ids)[..<30])
            let expected = naiveSearch(query, k: 20, ids: ids, vectors: vectors) {
                allowed.contains($0) && !removed.contains($0)
            }
            #expect(try index.search(query, k: 20, mode: .automatic, allowed: allowed) == expected)
            #expect(try index.search(query, k: 20, mode: .automatic, allowed: allowed) == expected)
        }
    }

    @Test("equal vectors come by ascending id, on the real kernels' rounding too")
    func tiesByID() throws {
        var generator = SplitMix64(seed: 11)
        let vector = (0..<387).map { _ in Float.random(in: -1...1, using: &generator) }
        let ids = (1...200).map { Int64($0) }.shuffled(using: &generator)
        let folder = try TemporaryFolder()
        try Self.write(
            folder, ids: ids, vectors: VectorBatch(dimensions: 387, values: ids.flatMap { _ in vector }))
        for kernels in VectorKernels.supported {
            let removed: Set<SegmentID> = [1, 2, 5]
            let index = try Self.open(folder, dimensions: 387, rows: 200, removed: removed, kernels: kernels)
            let found = try index.search(vector, k: 6, mode: .exact, allowed: nil)
            #expect(found.map(\.segment) == [3, 4, 6, 7, 8, 9])
        }
    }

    @Test("an empty index answers, and needs no folder")
    func emptyIndex() throws {
        let folder = try TemporaryFolder()
        let index = try FlatIndex(
            folder: folder.path + "/none", dimensions: 4, fingerprint: "space", committedRows: 0, removed: [3])
        #expect(index.count == 0)
        #expect(try index.search([1, 2, 3, 4], k: 10, mode: .automatic, allowed: nil).isEmpty)
        #expect(try index.search([1, 2, 3, 4], k: 10, mode: .automatic, allowed: [1, 2]).isEmpty)
        #expect(try index.sample(10, seed: 1).count == 0)
        #expect(try index.vectors(of: []).count == 0)
        #expect(try index.damagedRows().isEmpty)
        try index.forEachBlock { _ in Issue.record("there is no block") }
    }

    @Test("a query that is no vector of the space is refused, also by an empty index", arguments: [0, 3])
    func badQueries(rows: Int) throws {
        let folder = try TemporaryFolder()
        if rows > 0 {
            try Self.write(
                folder, ids: [1, 2, 3], vectors: VectorBatch(dimensions: 2, values: [1, 2, 3, 4, 5, 6]))
        }
        let index = try Self.open(folder, dimensions: 2, rows: rows)
        for query in [[], [1], [1, 2, 3], [.nan, 1], [1, .infinity], [3e19, 3e19]] as [[Float]] {
            let error = #expect(throws: NearestError.self) {
                try index.search(query, k: 0, mode: .automatic, allowed: nil)
            }
            #expect(error?.code == .invalidArgument)
        }
        #expect(try index.search([1, 1], k: -1, mode: .automatic, allowed: nil).isEmpty)
    }

    @Test("scores stay finite with the longest vectors that are let in")
    func longVectors() throws {
        let folder = try TemporaryFolder()
        let long: Float = 1e18
        try Self.write(
            folder, ids: [1, 2], vectors: VectorBatch(dimensions: 2, values: [long, long, -long, long]))
        let index = try Self.open(folder, dimensions: 2, rows: 2)
        let found = try index.search([long, -long], k: 2, mode: .exact, allowed: nil)
        #expect(found.map(\.segment) == [1, 2])
        #expect(found.allSatisfy { $0.score.isFinite })
    }

    @Test("refreshed snapshots equal fresh ones, and leave the old one as it was")
    func refreshed() throws {
        var source = ExactVectors(dimensions: 6, seed: 12)
        let rows = 500
        let ids = (0..<rows).map { Int64($0) }
        let vectors = source.batch(rows)
        let folder = try TemporaryFolder()
        try Self.write(folder, ids: ids, vectors: vectors)
        for _ in 0..<20 {
            var committed = source.number(in: 0...50)
            var removed = Set<SegmentID>()
            var index = try Self.open(folder, dimensions: 6, rows: committed)
            while committed < rows {
                let before = (index: index, count: index.count)
                committed = min(rows, committed + source.number(in: 0...90))
                if source.chance(0.15) { removed = [] }
                for _ in 0..<source.number(in: 0...12) { removed.insert(Int64(source.number(in: 0...rows))) }
                index = try index.refreshed(committedRows: committed, removed: removed)
                let fresh = try Self.open(folder, dimensions: 6, rows: committed, removed: removed)
                #expect(index.live == fresh.live)
                #expect(index.count == fresh.count)
                #expect(before.index.count == before.count)
                let query = source.vector()
                let expected = naiveSearch(
                    query, k: 7, ids: Array(ids[..<committed]), vectors: vectors
                ) { !removed.contains($0) }
                #expect(try index.search(query, k: 7, mode: .automatic, allowed: nil) == expected)
            }
            #expect(throws: NearestError.self) { try index.refreshed(committedRows: 3, removed: []) }
            #expect(try index.refreshed(committedRows: rows, removed: removed) === index)
        }
    }
}
