internal import CVectorKernels
import NearestCore

/// A query as codes are compared with it, for one centre.
///
/// Gao and Long, "RaBitQ: Quantizing High-Dimensional Vectors with a Theoretical Error Bound for Approximate Nearest
/// Neighbor Search", SIGMOD 2024. Let c be the centre, y the rotated x − c, s the signs of y, and D the width. Then
/// with z the rotated q − c
///
///     ⟨q, x⟩ = ⟨q, c⟩ + ⟨c, x − c⟩ + ⟨z, y⟩,  and  ‖y‖² / ‖y‖₁ · ⟨z, s⟩  estimates ⟨z, y⟩ without bias
///
/// with a deviation of ‖z‖ ‖y‖ √(1 − α²) / (α √(D − 1)), where α = ‖y‖₁ / (√D ‖y‖). A row keeps ‖y‖² / ‖y‖₁ as its
/// factor, ⟨c, x − c⟩ as its shift, and its part of the deviation. For distances
///
///     −‖q − x‖² = −‖q − c‖² − ‖y‖² + 2 ⟨z, y⟩
///
/// so the shift is −‖y‖², factor and deviation are doubled, and what all rows have is −‖q − c‖². z itself is rounded to odd multiples of a step,
/// 16 levels, so that ⟨z, s⟩ is four counts of bits; what that costs enlarges the bound.
struct CodedQuery {
    /// How far above its estimate a row's score is looked for, in deviations: one row in 30,000 of those that
    /// deserve it lies beyond, if the deviation were normal.
    static let deviations: Float = 4

    /// What the rounding of 32-bit arithmetic may cost, relative to a score's parts: it matters only where the
    /// deviation is next to nothing.
    static let rounding: Float = 4e-6

    private let planes: [UInt64]
    private let words: Int
    private let base: Float
    private let offset: Float
    private let scale: Float
    private let slack: Float

    /// - Parameters:
    ///   - rotated: the query, rotated.
    ///   - centre: the rows' centre, rotated.
    ///   - base: the score of the query against the centre.
    ///   - deviations: how far above its estimate a row's score is looked for.
    init(
        rotated: [Float], centre: UnsafePointer<Float>, base: Float, deviations: Float = Self.deviations
    ) {
        let width = rotated.count
        let planeCount = Int(cvk_code_planes)
        let last = Float((1 << planeCount) - 1)
        var rounded = cvk_rounded_query()
        planes = [UInt64](unsafeUninitializedCapacity: width / 64 * planeCount) { planes, filled in
            withUnsafeTemporaryAllocation(of: Float.self, capacity: width) { rest in
                guard let rest = rest.baseAddress, let planes = planes.baseAddress else { return }
                rounded = cvk_round_query(rotated, centre, width, rest, planes)
                filled = width / 64 * planeCount
            }
        }
        words = width / 64
        self.base = base + abs(base) * Self.rounding
        scale = -2 * rounded.step
        offset = rounded.step * last * Float(width) + deviations * rounded.lost.squareRoot()
        slack = deviations * rounded.squares.squareRoot()
    }

    /// What the scores of `groups` groups of rows will hardly exceed.
    @inline(__always)
    func bounds(
        _ kernels: VectorKernels, codes: UnsafePointer<UInt64>, factors: UnsafePointer<Float>, groups: Int,
        into bounds: UnsafeMutablePointer<Float>
    ) {
        planes.withUnsafeBufferPointer { planes in
            guard let planes = planes.baseAddress else { return }
            var query = cvk_code_query(
                planes: planes, words: words, base: base, offset: offset, scale: scale, slack: slack)
            kernels.bounds(&query, codes: codes, factors: factors, groups: groups, into: bounds)
        }
    }
}
