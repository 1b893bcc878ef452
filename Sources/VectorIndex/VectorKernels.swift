internal import CVectorKernels

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

    /// The inner products of `query` with rows that stand `stride` floats apart: `count` of them one after the
    /// other or, with `chosen`, those numbers of them.
    @inline(__always)
    func scores(
        _ query: UnsafePointer<Float>, dimensions: Int, rows: UnsafePointer<Float>, stride: Int,
        chosen: UnsafePointer<UInt32>?, count: Int, into scores: UnsafeMutablePointer<Float>
    ) {
        table.pointee.scores(query, dimensions, rows, stride, chosen, count, scores)
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

    /// The inner product of `vector` with as many values from `other`.
    func product(_ vector: [Float], _ other: UnsafePointer<Float>) -> Float {
        var result: Float = 0
        scores(vector, dimensions: vector.count, rows: other, stride: 0, chosen: nil, count: 1, into: &result)
        return result
    }

    /// The inner product of a vector with itself; not finite where a value is not, or where the length is
    /// beyond what a float can hold.
    func squaredLength(_ vector: UnsafeBufferPointer<Float>) -> Float {
        guard let start = vector.baseAddress else { return 0 }
        var result: Float = 0
        scores(start, dimensions: vector.count, rows: start, stride: 0, chosen: nil, count: 1, into: &result)
        return result
    }
}
