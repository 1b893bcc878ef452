import Foundation
import NearestCore
import Testing

@testable import VectorIndex

@Suite("Cosine, inner product and distance, in 32 and in 16 bits")
struct MetricTests {
    private static let combinations = Metric.allCases.flatMap { metric in
        VectorElement.allCases.map { (metric, $0) }
    }

    private static func write(
        _ vectors: VectorBatch, metric: Metric, element: VectorElement, blocks: Int = 8
    ) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let writer = try VectorWriter(
            folder: folder.path, dimensions: vectors.dimensions, fingerprint: "space", committedRows: 0,
            newLayout: VectorLayout(
                dimensions: vectors.dimensions, rowsPerBlock: 1024, blocksPerFile: blocks, metric: metric,
                element: element), calls: .system)
        try writer.append(ids: (0..<vectors.count).map { Int64($0) }, vectors: vectors)
        #expect(try writer.sync() == vectors.count)
        return folder
    }

    private static func open(_ folder: TemporaryFolder, dimensions: Int, rows: Int) throws -> FlatIndex {
        try FlatIndex(folder: folder.path, dimensions: dimensions, fingerprint: "space", committedRows: rows)
    }

    /// Vectors of unlike lengths, some of them twice.
    private static func vectors(_ count: Int, dimensions: Int, seed: UInt64) -> VectorBatch {
        let unit = CodesTests.clustered(count, dimensions: dimensions, seed: seed)
        var batch = VectorBatch(dimensions: dimensions)
        for row in 0..<count {
            let source = row % 50 == 49 ? row - 7 : row
            batch.append(unit[source].map { $0 * (0.5 + Float(source % 13) / 4) })
        }
        return batch
    }

    /// A score in 64 bits, of the vectors themselves.
    private static func score(_ left: ArraySlice<Float>, _ right: [Float], _ metric: Metric) -> Double {
        func product(_ a: some Sequence<Float>, _ b: some Sequence<Float>) -> Double {
            zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
        }
        return switch metric {
        case .innerProduct: product(left, right)
        case .cosine: product(left, right) / (product(left, left) * product(right, right)).squareRoot()
        case .l2: -zip(left, right).reduce(0) { $0 + pow(Double($1.0) - Double($1.1), 2) }
        }
    }

    @Test("every kernel computes what plain C does, tails and 16 bits included", arguments: VectorKernels.supported)
    func kernels(set: VectorKernels) throws {
        let scalar = try #require(VectorKernels.supported.last)
        for dimensions in Array(1...40) + [63, 64, 65, 127, 384, 1000, 8191, 8192] {
            var generator = SplitMix64(seed: UInt64(dimensions))
            let query = (0..<dimensions).map { _ in Float.random(in: -1...1, using: &generator) }
            let values = (0..<dimensions * 6).map { _ in Float.random(in: -1...1, using: &generator) }
            let halves = HalfFloats.encode(values)
            for (metric, element) in Self.combinations {
                func scores(_ kernels: VectorKernels, chosen: [UInt32]?) -> [Float] {
                    var scores = [Float](repeating: 0, count: 6)
                    func run(_ rows: UnsafeRawBufferPointer) {
                        guard let start = rows.baseAddress else { return }
                        kernels.scores(
                            query, metric: metric, element: element, dimensions: dimensions, rows: start,
                            stride: dimensions * element.bytes, chosen: chosen, count: 6, into: &scores)
                    }
                    if element == .f32 { values.withUnsafeBytes(run) } else { halves.withUnsafeBytes(run) }
                    return scores
                }
                let (expected, found) = (scores(scalar, chosen: nil), scores(set, chosen: nil))
                for row in 0..<6 {
                    #expect(
                        abs(expected[row] - found[row]) <= 2e-6 * Float(dimensions) + 1e-6,
                        "\(set.name) \(metric) \(element) \(dimensions)")
                }
                // The last group of four is not full, and a row's place is another: not a bit changes.
                #expect(scores(set, chosen: [5, 4, 3, 2, 1, 0]) == found.reversed())
                #expect(scores(set, chosen: [2, 2, 2, 2, 2, 2]) == Array(repeating: found[2], count: 6))
            }
        }
    }

    @Test("16-bit floats are rounded to the nearest, ties to even, and come back")
    func halves() {
        let pairs: [(Float, UInt16)] = [
            (0, 0), (-0.0, 0x8000), (1, 0x3C00), (-2, 0xC000), (65504, 0x7BFF), (65519, 0x7BFF), (65520, 0x7C00),
            (1e9, 0x7C00), (.infinity, 0x7C00), (1 + 1 / 2048, 0x3C00), (1 + 3 / 2048, 0x3C02),
            (0x1p-14, 0x0400), (0x1p-24, 1), (0x1p-25, 0), (0x1.8p-24, 2), (0x1p-26, 0), (0.333251953125, 0x3555),
        ]
        for (value, half) in pairs { #expect(HalfFloats.encode([value]) == [half], "\(value)") }
        #expect(HalfFloats.encode([.nan])[0] & 0x7FFF == 0x7E00)
        let all = (0...UInt16.max).filter { $0 & 0x7C00 != 0x7C00 }
        var values = [Float](repeating: 0, count: all.count)
        HalfFloats.decode(all, count: all.count, into: &values)
        #expect(HalfFloats.encode(values) == all)
    }

    @Test("the nearest are brute force's, with codes and without", arguments: combinations)
    func recall(metric: Metric, element: VectorElement) throws {
        let (rows, dimensions) = (9000, 72)
        let vectors = Self.vectors(rows, dimensions: dimensions, seed: 3)
        let folder = try Self.write(vectors, metric: metric, element: element)
        #expect(
            try Upkeep(folder: folder.path, dimensions: dimensions, fingerprint: "space", committedRows: rows)
                .bringUpToDate().encodedRows == 8192)
        let index = try Self.open(folder, dimensions: dimensions, rows: rows)
        #expect(index.metric == metric && index.element == element)
        #expect(index.codes.coveredRows == 8192, "and a tail")
        var (hits, wanted) = (0, 0)
        for asked in stride(from: 11, to: rows, by: 2999) {
            let query = vectors[asked].map { $0 * 3 + 0.01 }
            let exact = try index.search(query, k: 10, mode: .exact, allowed: nil)
            #expect(try index.search(query, k: 10, mode: .automatic, allowed: nil) == exact)
            let scores = (0..<rows).map { Self.score(vectors[$0], query, metric) }
            let best = (0..<rows).sorted { (scores[$0], $1) > (scores[$1], $0) }.prefix(10)
            hits += Set(best.map { Int64($0) }).intersection(exact.map(\.segment)).count
            wanted += 10
            let tolerance = (element == .f16 ? 2e-3 : 2e-6) * max(1, abs(scores[best[0]]), abs(scores[best[9]]))
            for hit in exact { #expect(abs(Double(hit.score) - scores[Int(hit.segment)]) < 4 * tolerance) }
        }
        #expect(Double(hits) / Double(wanted) >= (element == .f16 ? 0.97 : 0.999), "\(hits) of \(wanted)")
    }

    @Test("bounds of distances hold, also for a query that is a row or the centre, and far from the origin")
    func distanceBounds() throws {
        let dimensions = 128
        var vectors = Self.vectors(600, dimensions: dimensions, seed: 8)
        vectors = VectorBatch(dimensions: dimensions, values: vectors.values.map { $0 + 40 })
        let rotation = CodeRotation(dimensions: dimensions)
        let centre = (0..<dimensions).map { index in
            (0..<600).reduce(Float(0)) { $0 + vectors.values[$1 * dimensions + index] } / 600
        }
        var block = CodeBlock(rows: 600, words: rotation.words)
        var scratch = [Float](repeating: 0, count: rotation.width)
        for row in 0..<600 {
            block.set(
                row, to: Array(vectors[row]), metric: .l2, centre: centre, rotation: rotation, scratch: &scratch)
        }
        var broken = 0
        for query in [centre] + stride(from: 0, to: 600, by: 20).map({ Array(vectors[$0]) }) {
            let coded = CodedQuery(
                rotated: rotation.applied(to: query), centre: rotation.applied(to: centre),
                base: VectorKernels.fastest.score(query, centre, metric: .l2))
            var bounds = [Float](repeating: 0, count: 600)
            coded.bounds(.fastest, codes: block.codes, factors: block.factors, groups: 75, into: &bounds)
            for row in 0..<600 {
                let score = VectorKernels.fastest.score(query, Array(vectors[row]), metric: .l2)
                if bounds[row] < score { broken += 1 }
            }
        }
        #expect(broken <= 3, "\(broken) of \(31 * 600)")
    }

    @Test("for the cosine, lengths come back with the originals, and a compaction changes no bit")
    func lengths() throws {
        let vectors = Self.vectors(3000, dimensions: 19, seed: 5)
        for element in VectorElement.allCases {
            let folder = try Self.write(vectors, metric: .cosine, element: element, blocks: 1)
            let index = try FlatIndex(
                folder: folder.path, dimensions: 19, fingerprint: "space", committedRows: 3000,
                removed: Set((0..<3000).filter { $0 % 3 == 0 }))
            let other = folder.path + "/compacted"
            let writer = try VectorWriter.compacted(index, into: other)
            let compacted = try FlatIndex(
                folder: other, dimensions: 19, fingerprint: "space", committedRows: writer.rows)
            #expect(compacted.metric == .cosine && compacted.element == element && compacted.count == 2000)
            #expect(try compacted.damagedRows().isEmpty)
            var blocks: [[FlatIndex.Block]] = [[], []]
            for (place, index) in [index, compacted].enumerated() {
                try index.forEachBlock(of: 5000) { blocks[place].append($0) }
            }
            #expect(blocks[0].flatMap(\.ids) == blocks[1].flatMap(\.ids))
            #expect(blocks[0].flatMap(\.vectors.values) == blocks[1].flatMap(\.vectors.values))
            for block in blocks[1] {
                for (row, id) in block.ids.enumerated() {
                    #expect(abs(block.vectors[row].reduce(0) { $0 + $1 * $1 } - 1) < 2e-3)
                    for (found, given) in zip(block.originals[row], vectors[Int(id)]) {
                        #expect(abs(found - given) <= (element == .f16 ? 2e-3 : 1e-6) * 4)
                    }
                }
            }
        }
    }

    @Test("a flipped bit of a length is found")
    func damagedLength() throws {
        let vectors = Self.vectors(10, dimensions: 5, seed: 5)
        let folder = try Self.write(vectors, metric: .cosine, element: .f32)
        let layout = VectorLayout(dimensions: 5, rowsPerBlock: 1024, blocksPerFile: 8, metric: .cosine)
        let path = VectorFolder(path: folder.path).path(ofFile: 0)
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        bytes[layout.blockOffset(0) + layout.lengthsOffset + 4 * 4] ^= 2
        try bytes.write(to: URL(fileURLWithPath: path))
        #expect(try Self.open(folder, dimensions: 5, rows: 10).damagedRows().map(\.row) == [4])
    }

    @Test("what has no direction, or does not fit 16 bits, is refused with its row")
    func refusals() throws {
        let good: [Float] = [1, 2, 3]
        func refuse(_ bad: [Float], _ metric: Metric, _ element: VectorElement, _ words: String) throws {
            let folder = try TemporaryFolder()
            let writer = try VectorWriter(
                folder: folder.path, dimensions: 3, fingerprint: "space", committedRows: 0, metric: metric,
                element: element)
            let error = #expect(throws: NearestError.self) {
                try writer.append(ids: [4, 5, 6], vectors: VectorBatch(dimensions: 3, values: good + good + bad))
            }
            #expect(error?.subject == "row 2, segment 6")
            #expect(error?.problem.contains(words) == true, "\(error?.problem ?? "")")
            #expect(writer.rows == 0)
        }
        try refuse([0, 0, 0], .cosine, .f32, "length zero")
        try refuse([0, -0.0, 0], .cosine, .f16, "length zero")
        try refuse([0, .nan, 0], .cosine, .f32, "not finite")
        try refuse([0, .infinity, 0], .l2, .f32, "not finite")
        try refuse([0, 3e38, 3e38], .cosine, .f32, "not finite")
        try refuse([0, 70_000, 0], .l2, .f16, "65504")
        // Lengths whose squares no 32-bit float holds are no obstacle to a direction.
        let folder = try Self.write(
            VectorBatch(dimensions: 3, values: [1e-30, 0, 0, 0, 1e30, 0]), metric: .cosine, element: .f32)
        let index = try Self.open(folder, dimensions: 3, rows: 2)
        #expect(try index.search([5, 0, 0], k: 2, mode: .automatic, allowed: nil).map(\.score) == [1, 0])
        let error = #expect(throws: NearestError.self) {
            try index.search([0, 0, 0], k: 1, mode: .automatic, allowed: nil)
        }
        #expect(error?.subject == "query" && error?.problem.contains("length zero") == true)
    }

    @Test("files of version 1 are read as the inner product, and appended to as such")
    func versionOne() throws {
        let folder = try TemporaryFolder()
        var source = ExactVectors(dimensions: 3, seed: 1)
        let vectors = source.batch(100)
        try FlatIndexTests.write(folder, ids: (0..<100).map { Int64($0) }, vectors: vectors)
        for number in 0..<2 {
            let file = try DiskFile(path: VectorFolder(path: folder.path).path(ofFile: number), flags: O_RDWR)
            var page = Array(try file.read(count: 4096, at: 0)[..<4092])
            page[8] = 1
            page += withUnsafeBytes(of: page.withUnsafeBytes { Checksum.crc32c($0) }.littleEndian) { Array($0) }
            try page.withUnsafeBytes { try file.write($0, at: 0, calls: .system) }
        }
        let writer = try VectorWriter(
            folder: folder.path, dimensions: 3, fingerprint: "space", committedRows: 100, metric: .cosine)
        #expect(writer.metric == .innerProduct)
        let more = source.batch(150)
        try writer.append(ids: (100..<250).map { Int64($0) }, vectors: more)
        let index = try Self.open(folder, dimensions: 3, rows: try writer.sync())
        #expect(index.metric == .innerProduct)
        #expect(try index.vectors(of: [5, 240]).values == Array(vectors[5]) + Array(more[140]))
        #expect(try index.damagedRows().isEmpty)
    }
}
