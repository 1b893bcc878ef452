import NearestCore
import Testing

@testable import VectorIndex

@Suite("Every instruction set computes what plain C computes")
struct VectorKernelsTests {
    private static let dimensions =
        Array(1...67) + [127, 128, 129, 255, 383, 384, 385, 767, 1000, 2047, 4096, 8191, 8192]

    /// Numbers of either sign with a mantissa to lose.
    private static func floats(_ count: Int, seed: UInt64) -> [Float] {
        var generator = SplitMix64(seed: seed)
        return (0..<count).map { _ in Float.random(in: -1...1, using: &generator) }
    }

    private static func scores(
        _ kernels: VectorKernels, query: [Float], dimensions: Int, rows: [Float], stride: Int, chosen: [UInt32]?,
        count: Int
    ) -> [Float] {
        var scores = [Float](repeating: 0, count: count)
        query.withUnsafeBufferPointer { query in
            rows.withUnsafeBufferPointer { rows in
                // Both begin one float into their storage, so no load is aligned.
                guard let query = query.baseAddress, let rows = rows.baseAddress else { return }
                kernels.scores(
                    query + 1, metric: .innerProduct, element: .f32, dimensions: dimensions, rows: rows + 1,
                    stride: stride * 4, chosen: chosen, count: count, into: &scores)
            }
        }
        return scores
    }

    @Test("the scalar set is among them, and last")
    func scalarIsLast() {
        #expect(VectorKernels.supported.last?.name == "scalar")
        #expect(VectorKernels.supported.first?.name == VectorKernels.fastest.name)
        #expect(Set(VectorKernels.supported.map(\.name)).count == VectorKernels.supported.count)
    }

    @Test("inner products, any dimension, any stride, unaligned", arguments: VectorKernels.supported)
    func innerProducts(kernels: VectorKernels) {
        for dimensions in Self.dimensions {
            let stride = dimensions + Int(dimensions % 3)
            let rows = dimensions > 1000 ? 5 : 13
            let query = Self.floats(dimensions + 1, seed: UInt64(dimensions))
            // What lies between rows must not be looked at.
            var values = [Float](repeating: .nan, count: rows * stride + 1)
            let source = Self.floats(rows * dimensions, seed: UInt64(dimensions) + 1)
            for row in 0..<rows {
                for i in 0..<dimensions { values[1 + row * stride + i] = source[row * dimensions + i] }
            }
            for count in [1, 2, 3, 4, 5, rows] {
                let found = Self.scores(
                    kernels, query: query, dimensions: dimensions, rows: values, stride: stride, chosen: nil,
                    count: count)
                for row in 0..<count {
                    var exact = 0.0
                    var size = 0.0
                    for i in 0..<dimensions {
                        let product = Double(query[1 + i]) * Double(source[row * dimensions + i])
                        exact += product
                        size += abs(product)
                    }
                    let tolerance = size * Double(Float.ulpOfOne) * (4 + Double(dimensions) / 8)
                    #expect(
                        abs(Double(found[row]) - exact) <= tolerance,
                        "\(kernels.name), \(dimensions) dimensions, row \(row) of \(count)")
                }
            }
        }
    }

    @Test("a row's score does not depend on its place, to the last bit", arguments: VectorKernels.supported)
    func scoresDoNotDependOnPlace(kernels: VectorKernels) {
        for dimensions in Self.dimensions {
            let query = Self.floats(dimensions + 1, seed: 5)
            let row = Self.floats(dimensions, seed: 6)
            let rows: [Float] = [0] + [[Float]](repeating: row, count: 11).flatMap { $0 }
            var seen = Set<Float>()
            for count in 1...11 {
                seen.formUnion(
                    Self.scores(
                        kernels, query: query, dimensions: dimensions, rows: rows, stride: dimensions, chosen: nil,
                        count: count))
            }
            seen.formUnion(
                Self.scores(
                    kernels, query: query, dimensions: dimensions, rows: rows, stride: dimensions,
                    chosen: [9, 0, 3, 3, 10, 7], count: 6))
            #expect(seen.count == 1, "\(kernels.name), \(dimensions) dimensions")
        }
    }

    @Test("chosen rows score as they do in a row", arguments: VectorKernels.supported)
    func chosenRows(kernels: VectorKernels) {
        let query = Self.floats(101, seed: 1)
        let rows = Self.floats(1 + 40 * 100, seed: 2)
        let all = Self.scores(
            kernels, query: query, dimensions: 100, rows: rows, stride: 100, chosen: nil, count: 40)
        for count in 1...9 {
            let chosen = (0..<count).map { UInt32(($0 * 29 + 7) % 40) }
            let found = Self.scores(
                kernels, query: query, dimensions: 100, rows: rows, stride: 100, chosen: chosen, count: count)
            #expect(found == chosen.map { all[Int($0)] })
        }
    }

    @Test("the sieve keeps exactly what reaches the threshold", arguments: VectorKernels.supported)
    func sieve(kernels: VectorKernels) {
        var generator = SplitMix64(seed: 3)
        for count in Array(0...70) + [1000, 1024] {
            var scores = (0..<count).map { _ in Float(Int.random(in: -3...3, using: &generator)) }
            if count > 4 {
                scores[count / 2] = .nan
                scores[count - 1] = -.infinity
            }
            for threshold in [-Float.infinity, -3, 0, 0.5, 3, .infinity] {
                var found = [UInt32](repeating: 0, count: count + 1)
                let hits = kernels.positions(atLeast: threshold, in: scores, count: count, into: &found)
                #expect(found[..<hits].map { Int($0) } == scores.indices.filter { scores[$0] >= threshold })
            }
        }
    }

    @Test("a length that is not finite is seen, also in one place only", arguments: VectorKernels.supported)
    func squaredLength(kernels: VectorKernels) {
        for dimensions in [1, 3, 16, 31, 384] {
            for place in 0..<dimensions {
                for bad in [Float.nan, .infinity, -.infinity, 3e19] {
                    var vector = [Float](repeating: 0.5, count: dimensions)
                    #expect(
                        vector.withUnsafeBufferPointer { kernels.squaredLength($0) } == 0.25 * Float(dimensions))
                    vector[place] = bad
                    #expect(!vector.withUnsafeBufferPointer { kernels.squaredLength($0) }.isFinite)
                }
            }
        }
    }
}
