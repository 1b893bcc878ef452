import Foundation
import Glibc
import NearestCore
import Testing

@testable import VectorIndex

@Suite("Codes of one bit a dimension")
struct CodesTests {
    /// Unit vectors in clusters of unlike sizes, as embeddings are.
    static func clustered(_ count: Int, dimensions: Int, seed: UInt64) -> VectorBatch {
        var generator = SplitMix64(seed: seed)
        func normal() -> Float {
            let (first, second) = (
                Float.random(in: 1e-6..<1, using: &generator), Float.random(in: 0..<1, using: &generator)
            )
            return (-2 * log(first)).squareRoot() * cos(2 * .pi * second)
        }
        let centres = (0..<20).map { _ in (0..<dimensions).map { _ in normal() } }
        var batch = VectorBatch(dimensions: dimensions)
        for _ in 0..<count {
            let centre = centres[
                Int.random(in: 0..<20, using: &generator) * Int.random(in: 0..<20, using: &generator) / 20]
            let vector = centre.map { 0.2 + $0 + 0.9 * normal() }
            let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
            batch.append(vector.map { $0 / length })
        }
        return batch
    }

    @Test(
        "every instruction set computes the bounds of plain C, to the last bit", arguments: VectorKernels.supported)
    func kernels(set: VectorKernels) throws {
        let scalar = try #require(VectorKernels.supported.last)
        for width in [64, 128, 384, 448, 768, 2048, 8192] {
            let vectors = Self.clustered(21, dimensions: width, seed: UInt64(width))
            let rotation = CodeRotation(dimensions: width)
            var block = CodeBlock(rows: 20, words: rotation.words)
            var scratch = [Float](repeating: 0, count: width)
            let centre = [Float](repeating: 0.01, count: width)
            for row in 0..<20 {
                block.set(
                    row, to: Array(vectors[row]), metric: .innerProduct, centre: centre, rotation: rotation,
                    scratch: &scratch)
            }
            let query = CodedQuery(
                rotated: rotation.applied(to: vectors[20]), centre: rotation.applied(to: centre), base: 0.25)
            var (expected, found) = ([Float](repeating: 0, count: 24), [Float](repeating: 1, count: 24))
            query.bounds(scalar, codes: block.codes, factors: block.factors, groups: 3, into: &expected)
            query.bounds(set, codes: block.codes, factors: block.factors, groups: 3, into: &found)
            #expect(found == expected, "\(set.name), \(width)")
            #expect(expected[20...].allSatisfy { $0 < -1e38 }, "rows that fill up a group are never found")
        }
    }

    @Test("the rotation keeps lengths and inner products", arguments: [1, 63, 64, 100, 384, 768, 1536, 4096, 8192])
    func rotation(dimensions: Int) {
        let rotation = CodeRotation(dimensions: dimensions)
        let vectors = Self.clustered(2, dimensions: dimensions, seed: 4)
        let (a, b) = (rotation.applied(to: vectors[0]), rotation.applied(to: vectors[1]))
        func product(_ left: some Sequence<Float>, _ right: some Sequence<Float>) -> Double {
            zip(left, right).reduce(0) { $0 + Double($1.0) * Double($1.1) }
        }
        #expect(abs(product(a, a) - 1) < 1e-5)
        #expect(abs(product(a, b) - product(vectors[0], vectors[1])) < 1e-5)
        #expect(a.count == rotation.width && rotation.width % 64 == 0)
    }

    @Test("bounds hold for all but a few rows in a million, and estimates have no bias")
    func bounds() {
        let dimensions = 384
        let vectors = Self.clustered(2000, dimensions: dimensions, seed: 8)
        let rotation = CodeRotation(dimensions: dimensions)
        let centre = (0..<dimensions).map { index in
            (0..<2000).reduce(Float(0)) { $0 + vectors.values[$1 * dimensions + index] } / 2000
        }
        var block = CodeBlock(rows: 2000, words: rotation.words)
        var scratch = [Float](repeating: 0, count: rotation.width)
        for row in 0..<2000 {
            block.set(
                row, to: Array(vectors[row]), metric: .innerProduct, centre: centre, rotation: rotation,
                scratch: &scratch)
        }
        var (broken, sum, squares) = (0, 0.0, 0.0)
        for asked in stride(from: 0, to: 2000, by: 100) {
            let query = Array(vectors[asked])
            let product = zip(query, centre).reduce(0) { $0 + $1.0 * $1.1 }
            let coded = CodedQuery(
                rotated: rotation.applied(to: query), centre: rotation.applied(to: centre), base: product)
            var found = [Float](repeating: 0, count: 2000)
            coded.bounds(.fastest, codes: block.codes, factors: block.factors, groups: 250, into: &found)
            for row in 0..<2000 where row != asked {
                let score = zip(query, vectors[row]).reduce(0) { $0 + $1.0 * $1.1 }
                let above = Double(found[row] - score)
                if above < 0 { broken += 1 }
                sum += above
                squares += above * above
            }
        }
        let count = 20.0 * 1999
        let mean = sum / count
        let deviation = (squares / count - mean * mean).squareRoot()
        #expect(broken <= 6, "\(broken) of \(count)")
        // The bound is so many deviations above the estimate, and a little for the rounding of the query.
        #expect((3.6...5.2).contains(mean / deviation), "\(mean / deviation)")
    }

    /// A folder of clustered vectors in files of 8,192 rows, with the codes that are due.
    private static func folder(rows: Int, dimensions: Int) throws -> (TemporaryFolder, VectorBatch) {
        let folder = try TemporaryFolder()
        let vectors = clustered(rows, dimensions: dimensions, seed: 12)
        let writer = try VectorWriter(
            folder: folder.path, dimensions: dimensions, fingerprint: "space", committedRows: 0,
            newLayout: VectorLayout(dimensions: dimensions, rowsPerBlock: 1024, blocksPerFile: 8), calls: .system)
        try writer.append(ids: (0..<rows).map { Int64($0) }, vectors: vectors)
        _ = try writer.sync()
        return (folder, vectors)
    }

    private static func index(_ folder: TemporaryFolder, rows: Int, dimensions: Int, removed: Set<SegmentID> = [])
        throws -> FlatIndex
    {
        try FlatIndex(
            folder: folder.path, dimensions: dimensions, fingerprint: "space", committedRows: rows, removed: removed
        )
    }

    private static func encode(_ folder: TemporaryFolder, rows: Int, dimensions: Int) throws -> Int {
        try Upkeep(folder: folder.path, dimensions: dimensions, fingerprint: "space", committedRows: rows)
            .bringUpToDate().encodedRows
    }

    @Test("searches through codes answer as brute force does, with a tail, filters and removed rows")
    func agreement() throws {
        let (rows, dimensions) = (30_000, 96)
        let (folder, vectors) = try Self.folder(rows: rows, dimensions: dimensions)
        #expect(try Self.encode(folder, rows: rows - 1000, dimensions: dimensions) == rows - 1000)
        let removed = Set((0..<Int64(rows)).filter { $0 % 7 == 3 })
        let index = try Self.index(folder, rows: rows, dimensions: dimensions, removed: removed)
        #expect(index.codes.coveredRows == rows - 1000)
        let allowed = Set((0..<Int64(rows)).filter { $0 % 3 != 0 })
        for asked in stride(from: 0, to: rows, by: 997) {
            let query = Array(vectors[asked])
            for (k, allowed) in [(1, nil), (10, nil), (10, allowed), (300, allowed)] as [(Int, Set<SegmentID>?)] {
                let exact = try index.search(query, k: k, mode: .exact, allowed: allowed)
                #expect(try index.search(query, k: k, mode: .automatic, allowed: allowed) == exact)
                #expect(
                    try index.search(query, k: k, mode: .automatic, allowed: allowed, threads: 1) == exact,
                    "one thread, row \(asked), \(k)")
            }
        }
    }

    @Test("codes come again as the folder grows, and only where enough is missing")
    func upkeep() throws {
        let (rows, dimensions) = (20_000, 64)
        let (folder, _) = try Self.folder(rows: rows, dimensions: dimensions)
        #expect(try Self.encode(folder, rows: 5000, dimensions: dimensions) == 0, "too few to pay")
        #expect(try Self.encode(folder, rows: 17_000, dimensions: dimensions) == 16_384)
        let before = try Self.index(folder, rows: 17_000, dimensions: dimensions)
        #expect(before.codes.uncovered(of: before.rows) == [16_384..<17_000])
        #expect(try Self.encode(folder, rows: 17_000, dimensions: dimensions) == 0)
        let grown = try before.refreshed(committedRows: rows, removed: [])
        #expect(grown.codes.coveredRows == 16_384)
        #expect(
            try Self.encode(folder, rows: 20_480 - 480, dimensions: dimensions) == 0, "3,616 rows are too few yet")
        #expect(FileManager.default.fileExists(atPath: folder.path + "/000001.codes"))
    }

    @Test("damaged, foreign or stale codes are left out, and the answer is right")
    func damage() throws {
        let (rows, dimensions) = (9000, 64)
        let (folder, vectors) = try Self.folder(rows: rows, dimensions: dimensions)
        #expect(try Self.encode(folder, rows: rows, dimensions: dimensions) == 8192)
        let path = folder.path + "/000000.codes"
        let good = try Data(contentsOf: URL(fileURLWithPath: path))
        let query = Array(vectors[5])
        let expected = try Self.index(folder, rows: rows, dimensions: dimensions)
            .search(query, k: 10, mode: .exact, allowed: nil)
        for (place, length) in [
            (3, good.count), (30, good.count), (4100, good.count), (0, good.count - 1), (0, 100), (0, 0),
        ] {
            var bad = Data(good.prefix(length))
            if length == good.count { bad[place] ^= 1 }
            try bad.write(to: URL(fileURLWithPath: path))
            let index = try Self.index(folder, rows: rows, dimensions: dimensions)
            #expect(index.codes.files.isEmpty, "byte \(place) of \(length)")
            #expect(try index.search(query, k: 10, mode: .automatic, allowed: nil) == expected)
        }
        var bad = good
        bad[good.count - 40] ^= 1
        try bad.write(to: URL(fileURLWithPath: path))
        let index = try Self.index(folder, rows: rows, dimensions: dimensions)
        #expect(index.codes.files.first?.damagedChunks() == [1], "only the chunk that holds it")
    }

    @Test("a writer that takes rows back removes their codes")
    func rollback() throws {
        let (rows, dimensions) = (9000, 64)
        let (folder, _) = try Self.folder(rows: rows, dimensions: dimensions)
        _ = try Self.encode(folder, rows: rows, dimensions: dimensions)
        let path = folder.path + "/000000.codes"
        _ = try VectorWriter(folder: folder.path, dimensions: dimensions, fingerprint: "space", committedRows: 8500)
        #expect(FileManager.default.fileExists(atPath: path), "all rows with codes are committed")
        _ = try VectorWriter(folder: folder.path, dimensions: dimensions, fingerprint: "space", committedRows: 8000)
        #expect(!FileManager.default.fileExists(atPath: path))
    }
}
