internal import CVectorKernels
import NearestCore

/// The scan's inner loops for one instruction set.
///
/// Unchecked, because it points to a constant table of functions in the program itself.
package struct VectorKernels: @unchecked Sendable {
    private let table: UnsafePointer<cvk_kernels>

    /// The sets that this processor can run, the fastest first, the scalar one last.
    package static let supported = (0..<cvk_supported_count()).map { VectorKernels(table: cvk_supported($0)) }

    /// What a search uses unless told otherwise.
    package static var fastest: VectorKernels { VectorKernels(table: cvk_supported(0)) }

    /// "AVX-512", "AVX2", "NEON" or "scalar".
    package var name: String { String(cString: table.pointee.name) }

    /// The scores of `query` against rows that lie as `layout` says: `count` of them one after the other from `rows`
    /// on or, with `chosen`, those numbers of them.
    @inline(__always)
    func scores(
        _ query: UnsafePointer<Float>, rows: UnsafeRawPointer, layout: VectorLayout,
        chosen: UnsafePointer<UInt32>?, count: Int, into scores: UnsafeMutablePointer<Float>
    ) {
        self.scores(
            query, metric: layout.metric, element: layout.element, dimensions: layout.dimensions, rows: rows,
            stride: layout.stride, chosen: chosen, count: count, into: scores)
    }

    /// The same for rows that stand `stride` bytes apart.
    @inline(__always)
    func scores(
        _ query: UnsafePointer<Float>, metric: Metric, element: VectorElement, dimensions: Int,
        rows: UnsafeRawPointer, stride: Int, chosen: UnsafePointer<UInt32>?, count: Int,
        into scores: UnsafeMutablePointer<Float>
    ) {
        let functions = table.pointee.scores
        let function =
            switch (metric, element) {
            case (.l2, .f32): functions.2
            case (.l2, .f16): functions.3
            case (_, .f32): functions.0
            case (_, .f16): functions.1
            }
        function(query, dimensions, rows, stride, chosen, count, scores)
    }

    /// The inner products of `query` with rows of 32-bit floats that follow each other without padding.
    func products(
        _ query: UnsafePointer<Float>, dimensions: Int, rows: UnsafePointer<Float>, chosen: UnsafePointer<UInt32>?,
        count: Int, into products: UnsafeMutablePointer<Float>
    ) {
        scores(
            query, metric: .innerProduct, element: .f32, dimensions: dimensions, rows: rows, stride: dimensions * 4,
            chosen: chosen, count: count, into: products)
    }

    /// The positions of the scores that are at least `threshold`; returns how many.
    @inline(__always)
    func positions(
        atLeast threshold: Float, in scores: UnsafePointer<Float>, count: Int,
        into positions: UnsafeMutablePointer<UInt32>
    ) -> Int {
        table.pointee.at_least(scores, count, threshold, positions)
    }

    /// What the scores of `groups` × 8 rows will hardly exceed; see `cvk_kernels.bounds`.
    @inline(__always)
    func bounds(
        _ query: UnsafePointer<cvk_code_query>, codes: UnsafePointer<UInt64>, factors: UnsafePointer<Float>,
        groups: Int, into bounds: UnsafeMutablePointer<Float>
    ) {
        table.pointee.bounds(query, codes, factors, groups, bounds)
    }

    /// The inner product of a rotated query with a row's levels; see `cvk_kernels.level_product`.
    @inline(__always)
    func levelProduct(_ query: UnsafePointer<Float>, code: UnsafePointer<UInt32>, width: Int) -> Float {
        table.pointee.level_product(query, code, width)
    }

    /// The score of `vector` against as many values from `other`.
    func score(_ vector: [Float], _ other: UnsafePointer<Float>, metric: Metric) -> Float {
        var result: Float = 0
        scores(
            vector, metric: metric, element: .f32, dimensions: vector.count, rows: other, stride: 0, chosen: nil,
            count: 1, into: &result)
        return result
    }

    /// The scores of pairs of rows: for each, the score of the one against the other as they stand.
    package func scores(ofPairs pairs: [(Int, Int)], in rows: VectorBatch, metric: Metric) -> [Float] {
        let dimensions = rows.dimensions
        return rows.values.withUnsafeBufferPointer { values in
            guard let start = values.baseAddress else { return [] }
            return pairs.map { pair in
                var result: Float = 0
                scores(
                    start + pair.0 * dimensions, metric: metric, element: .f32, dimensions: dimensions,
                    rows: start + pair.1 * dimensions, stride: 0, chosen: nil, count: 1, into: &result)
                return result
            }
        }
    }

    /// The inner product of a vector with itself; not finite where a value is not, or where the length is
    /// beyond what a float can hold.
    func squaredLength(_ vector: UnsafeBufferPointer<Float>) -> Float {
        guard let start = vector.baseAddress else { return 0 }
        var result: Float = 0
        scores(
            start, metric: .innerProduct, element: .f32, dimensions: vector.count, rows: start, stride: 0,
            chosen: nil, count: 1, into: &result)
        return result
    }
}
