import Glibc
import NearestCore
import Testing

@testable import VectorIndex

@Suite("Stored vectors come back")
struct FlatIndexReadingTests {
    private let folder: TemporaryFolder
    private let ids = (0..<300).map { Int64($0 + 1) }
    private let vectors: VectorBatch
    private let removed = Set((1...300).filter { $0 % 7 == 0 }.map { Int64($0) })

    init() throws {
        folder = try TemporaryFolder()
        var source = ExactVectors(dimensions: 9, seed: 20)
        vectors = source.batch(300)
        try FlatIndexTests.write(folder, ids: ids, vectors: vectors)
    }

    private func index(removed: Set<SegmentID>) throws -> FlatIndex {
        try FlatIndexTests.open(folder, dimensions: 9, rows: 300, removed: removed)
    }

    @Test("by id, in the order asked for")
    func byID() throws {
        let found = try index(removed: removed).vectors(of: [300, 1, 1, 150])
        #expect(found.values == [299, 0, 0, 149].flatMap { Array(vectors[$0]) })
        let error = #expect(throws: NearestError.self) { try index(removed: removed).vectors(of: [1, 14]) }
        #expect(error?.subject == "segment 14")
    }

    @Test("block by block, without removed ones", arguments: [1, 7, 32, 100, 1000])
    func blocks(size: Int) throws {
        for removed in [[], removed] {
            var seen: [SegmentID] = []
            var values: [Float] = []
            try index(removed: removed).forEachBlock(of: size) { block in
                #expect(block.ids.count == block.vectors.count && block.ids.count <= size)
                seen += block.ids
                values += block.vectors.values
            }
            let live = ids.filter { !removed.contains($0) }
            #expect(seen == live)
            #expect(values == live.flatMap { Array(vectors[Int($0) - 1]) })
        }
    }

    @Test("a cancelled walk stops")
    func cancelled() throws {
        let cancellation = Cancellation()
        var blocks = 0
        #expect(throws: CancellationError.self) {
            try index(removed: []).forEachBlock(of: 10, cancellation: cancellation) { _ in
                blocks += 1
                if blocks == 3 { cancellation.cancel() }
            }
        }
        #expect(blocks == 3)
    }

    @Test(
        "a sample is seeded, has no row twice and no removed one", arguments: [0, 1, 5, 100, 256, 257, 258, 1000])
    func sample(limit: Int) throws {
        let rows = Dictionary(uniqueKeysWithValues: ids.map { (Array(vectors[Int($0) - 1]), $0) })
        #expect(rows.count == 300)
        for removed in [[], removed] {
            let index = try index(removed: removed)
            let sample = try index.sample(limit, seed: 1)
            let found = (0..<sample.count).compactMap { rows[Array(sample[$0])] }
            #expect(found.count == min(limit, index.count))
            #expect(Set(found).count == found.count && Set(found).isDisjoint(with: removed))
            #expect(found == found.sorted())
            #expect(try index.sample(limit, seed: 1) == sample)
            if limit == 100 { #expect(try index.sample(limit, seed: 2) != sample) }
        }
    }

    @Test("every row is as likely as another to be in a sample")
    func sampleIsFair() throws {
        let index = try index(removed: [])
        let rows = Dictionary(uniqueKeysWithValues: ids.map { (Array(vectors[Int($0) - 1]), Int($0) - 1) })
        var hits = [Int](repeating: 0, count: 300)
        for seed in 0..<600 {
            let sample = try index.sample(60, seed: UInt64(seed))
            for row in 0..<sample.count { hits[try #require(rows[Array(sample[row])])] += 1 }
        }
        // Binomial with n = 600, p = 0.2: mean 120, standard deviation 9.8.
        #expect(hits.allSatisfy { (70...170).contains($0) })
    }

    @Test("a flipped bit in any row is found, and its row named")
    func verification() throws {
        let index = try index(removed: removed)
        #expect(try index.damagedRows().isEmpty)
        let layout = FlatIndexTests.smallLayout(9)
        var source = ExactVectors(dimensions: 1, seed: 21)
        for _ in 0..<60 {
            let row = source.number(in: 0...299)
            let file = try DiskFile(
                path: VectorFolder(path: folder.path).path(ofFile: row / layout.rowsPerFile), flags: O_RDWR)
            let block = layout.blockOffset(row % layout.rowsPerFile / layout.rowsPerBlock)
            let inside = row % layout.rowsPerBlock
            let offset =
                switch source.number(in: 0...2) {
                case 0: block + inside * 8 + source.number(in: 0...7)
                case 1: block + layout.checksumsOffset + inside * 4 + source.number(in: 0...3)
                default:
                    block + layout.rowsOffset + inside * layout.stride + source.number(in: 0...layout.stride - 1)
                }
            let byte = try file.read(count: 1, at: offset)[0]
            let flipped = [byte ^ (1 << UInt8(source.number(in: 0...7)))]
            try flipped.withUnsafeBytes { try file.write($0, at: offset, calls: .system) }
            let damages = try index.damagedRows()
            #expect(damages.map(\.row) == [row])
            #expect(damages.first?.file == file.path)
            try [byte].withUnsafeBytes { try file.write($0, at: offset, calls: .system) }
        }
        #expect(try index.damagedRows().isEmpty)
    }

    @Test("a file that shrinks under an open snapshot is an error, not the end of the process")
    func shrunkFile() throws {
        let index = try index(removed: [])
        let path = VectorFolder(path: folder.path).path(ofFile: 1)
        try DiskFile(path: path, flags: O_RDWR).truncate(to: 5000)
        let query = [Float](repeating: 1, count: 9)
        let calls: [() throws -> Void] = [
            { _ = try index.search(query, k: 1, mode: .exact, allowed: nil) },
            { _ = try index.sample(5, seed: 1) }, { _ = try index.vectors(of: [1]) },
            { try index.forEachBlock { _ in } }, { _ = try index.damagedRows() },
            { _ = try index.refreshed(committedRows: 300, removed: [1]) },
        ]
        for call in calls {
            let error = #expect(throws: NearestError.self) { try call() }
            #expect(error?.code == .corruptIndex && error?.subject == path)
        }
    }
}
