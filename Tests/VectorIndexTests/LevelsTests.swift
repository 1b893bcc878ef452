import NearestCore
import Testing

@testable import VectorIndex

@Suite("Codes of four bits a dimension")
struct LevelsTests {
    /// Rows with both codes around one centre.
    private struct Encoded {
        let rotation: CodeRotation
        let vectors: VectorBatch
        let centre: [Float]
        let metric: Metric
        var block: CodeBlock
        var levels: LevelBlock

        init(_ vectors: VectorBatch, centre: [Float], metric: Metric) {
            rotation = CodeRotation(dimensions: vectors.dimensions)
            self.vectors = vectors
            self.centre = centre
            self.metric = metric
            block = CodeBlock(rows: vectors.count, words: rotation.words)
            levels = LevelBlock(rows: vectors.count, width: rotation.width)
            var scratch = [Float](repeating: 0, count: rotation.width)
            let rotated = rotation.applied(to: centre)
            for row in 0..<vectors.count {
                let shift = block.set(
                    row, to: Array(vectors[row]), metric: metric, centre: centre, rotation: rotation,
                    scratch: &scratch)
                levels.set(row, to: scratch, shift: shift, metric: metric, centre: rotated)
            }
        }

        /// What the bounds of a query are, and in double precision the scores.
        func bounds(_ query: [Float], kernels: VectorKernels = .fastest) -> [(bound: Double, score: Double)] {
            let rotatedCentre = rotation.applied(to: centre)
            let levelQuery = LevelQuery(kernels: kernels, rotated: rotation.applied(to: query))
            let distance = zip(query, centre).reduce(0.0) { $0 + Double($1.0 - $1.1) * Double($1.0 - $1.1) }
            let product = zip(query, centre).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
            return rotatedCentre.withUnsafeBufferPointer { rotatedCentre in
                guard let start = rotatedCentre.baseAddress else { return [] }
                let base = CodedRows.Centre(
                    rotated: start, base: Float(metric == .l2 ? -distance : product),
                    distance: Float(distance.squareRoot()))
                return (0..<vectors.count).map { row in
                    let bound = levels.words.withUnsafeBufferPointer { words in
                        words.baseAddress.map {
                            levelQuery.bound($0 + row * LevelBlock.words(width: rotation.width), centre: base)
                        } ?? .nan
                    }
                    let score = zip(query, vectors[row]).reduce(0.0) { sum, pair in
                        let (left, right) = (Double(pair.0), Double(pair.1))
                        return sum + (metric == .l2 ? -(left - right) * (left - right) : left * right)
                    }
                    return (Double(bound), score)
                }
            }
        }

        /// The same by one bit a dimension.
        func bitBounds(_ query: [Float]) -> [Float] {
            let product = zip(query, centre).reduce(0) { $0 + $1.0 * $1.1 }
            let distance = zip(query, centre).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
            let coded = CodedQuery(
                rotated: rotation.applied(to: query), centre: rotation.applied(to: centre),
                base: metric == .l2 ? -distance : product)
            var bounds = [Float](repeating: 0, count: block.groups * CodeBlock.rowsPerGroup)
            coded.bounds(
                .fastest, codes: block.codes, factors: block.factors, groups: block.groups, into: &bounds)
            return bounds
        }
    }

    private static func mean(_ vectors: VectorBatch) -> [Float] {
        (0..<vectors.dimensions).map { index in
            (0..<vectors.count).reduce(Float(0)) { $0 + vectors.values[$1 * vectors.dimensions + index] }
                / Float(vectors.count)
        }
    }

    @Test("every instruction set multiplies as plain C does", arguments: VectorKernels.supported)
    func kernels(set: VectorKernels) throws {
        let scalar = try #require(VectorKernels.supported.last)
        var source = SplitMix64(seed: 9)
        for width in [64, 128, 192, 384, 448, 768, 2048, 8192] {
            let query = (0..<width).map { _ in Float.random(in: -1...1, using: &source) }
            let code = (0..<width / 8).map { _ in UInt32.random(in: 0 ... .max, using: &source) }
            var (exact, size) = (0.0, 0.0)
            for dimension in 0..<width {
                let word = code[dimension / 64 * 8 + dimension % 8]
                let level = word >> (UInt32(dimension) % 64 / 8 * 4) & 15
                let term = Double(query[dimension]) * (2 * Double(level) - 15)
                exact += term
                size += abs(term)
            }
            for kernels in [set, scalar] {
                let found = Double(kernels.levelProduct(query, code: code, width: width))
                let tolerance = size * Double(Float.ulpOfOne) * (4 + Double(width) / 8)
                #expect(abs(found - exact) <= tolerance, "\(kernels.name), \(width)")
            }
        }
    }

    @Test(
        "bounds hold for all but a few rows in a million, without bias, and lie several times closer than one bit's",
        arguments: [Metric.innerProduct, .l2])
    func bounds(metric: Metric) {
        let vectors = CodesTests.clustered(2000, dimensions: 384, seed: 8)
        let encoded = Encoded(vectors, centre: Self.mean(vectors), metric: metric)
        var (levels, bits) = (Excess(), Excess())
        for asked in stride(from: 0, to: 2000, by: 100) {
            let query = Array(vectors[asked])
            let found = encoded.bounds(query)
            let coded = encoded.bitBounds(query)
            for row in 0..<2000 where row != asked {
                levels.add(found[row].bound - found[row].score)
                bits.add(Double(coded[row]) - found[row].score)
            }
        }
        #expect(levels.broken <= 6, "\(levels.broken)")
        // The bound is so many deviations above the estimate.
        let ratio = levels.mean / levels.deviation
        #expect((3.6...4.6).contains(ratio), "\(ratio)")
        #expect(levels.deviation * 5 < bits.deviation, "\(levels.deviation) and \(bits.deviation)")
    }

    /// How far bounds lie above scores.
    private struct Excess {
        private var (count, sum, squares) = (0.0, 0.0, 0.0)
        private(set) var broken = 0

        mutating func add(_ above: Double) {
            count += 1
            sum += above
            squares += above * above
            if above < 0 { broken += 1 }
        }

        var mean: Double { sum / count }
        var deviation: Double { (squares / count - mean * mean).squareRoot() }
    }

    @Test("rows at the centre, rows of one dimension, and rows far from the origin", arguments: [1, 3, 64])
    func edges(dimensions: Int) {
        var source = SplitMix64(seed: 4)
        for metric in [Metric.innerProduct, .l2] {
            for offset in [Float(0), 1000] {
                let centre = (0..<dimensions).map { _ in Float.random(in: -1...1, using: &source) + offset }
                var vectors = VectorBatch(dimensions: dimensions)
                vectors.append(centre)
                for _ in 0..<50 { vectors.append(centre.map { $0 + Float.random(in: -1...1, using: &source) }) }
                let encoded = Encoded(vectors, centre: centre, metric: metric)
                for asked in [0, 7, 50] {
                    for found in encoded.bounds(Array(vectors[asked])) {
                        #expect(found.bound.isFinite)
                        // What 32 bits lose of the products of numbers of this size.
                        let size = Double(dimensions) * Double(offset * offset + 1)
                        #expect(found.bound >= found.score - 4e-6 * size, "\(dimensions), \(metric), \(offset)")
                    }
                }
            }
        }
    }
}
