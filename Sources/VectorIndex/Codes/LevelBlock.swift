internal import CVectorKernels
import NearestCore

/// Codes of four bits a dimension, made in memory. They decide most of what codes of one bit leave open, so that few
/// vectors themselves are read.
///
///     row    ┌──────────────────────────────┐ 0
///            │ shift        f32             │
///            │ factor       f32             │
///            │ deviation    f32             │
///            ├──────────────────────────────┤ 12
///            │ levels       4 bits          │   `width` of them, in the order of `cvk_encode_levels`
///            └──────────────────────────────┘
///
/// Let s be the odd numbers that a row's levels stand for, and else the names be those of `CodedQuery`. As there,
///
///     ‖y‖² / ⟨y, s⟩ · ⟨z, s⟩  estimates ⟨z, y⟩ without bias
///
/// with a deviation of ‖z‖ ‖y‖ √(1 − α²) / (α √(D − 1)), where α = ⟨y, s⟩ / (‖y‖ ‖s‖) is 0.994 where one bit has 0.8
/// (Gao, Gou, Xu, Yang, Long and Wong, "Practical and Asymptotically Optimal Quantization of High-Dimensional Vectors
/// in Euclidean Space for Approximate Nearest Neighbor Search", SIGMOD 2025). ⟨z, s⟩ is ⟨Rq, s⟩ − ⟨Rc, s⟩, of which
/// the row's shift has the second part, so that the query is the same for all centres.
struct LevelBlock {
    /// 32-bit words before the levels.
    static let head = 3

    let width: Int
    /// Row after row, little-endian.
    private(set) var words: [UInt32]

    init(rows: Int, width: Int) {
        self.width = width
        words = [UInt32](repeating: 0, count: rows * Self.words(width: width))
    }

    /// How many words a row has.
    static func words(width: Int) -> Int { head + width / 8 }

    /// Encodes a row.
    ///
    /// - Parameters:
    ///   - rest: the row less its centre, rotated.
    ///   - shift: what `CodeBlock` has for the row.
    ///   - metric: what the scores are whose bounds the code gives.
    ///   - centre: the centre, rotated.
    mutating func set(
        _ row: Int, to rest: UnsafePointer<Float>, shift: Float, metric: Metric, centre: UnsafePointer<Float>
    ) {
        let start = row * Self.words(width: width)
        let sums = words.withUnsafeMutableBufferPointer { words in
            words.baseAddress.map { cvk_encode_levels(rest, centre, width, $0 + start + Self.head) } ?? cvk_levels()
        }
        for word in start + Self.head..<start + Self.words(width: width) { words[word] = words[word].littleEndian }
        var (moved, factor, deviation) = (shift, Float(0), Float(0))
        // A row at the centre itself: its shift says all.
        if sums.agreement > 0 {
            let scale: Double = metric == .l2 ? 2 : 1
            let share = scale * sums.squares / sums.agreement
            let lost = max(0, share * share * sums.level_squares - scale * scale * sums.squares)
            moved = Float(Double(shift) - share * sums.centre)
            factor = Float(share)
            deviation = Float((lost / Double(width - 1)).squareRoot())
        }
        for (place, value) in [moved, factor, deviation].enumerated() {
            words[start + place] = value.bitPattern.littleEndian
        }
    }
}
