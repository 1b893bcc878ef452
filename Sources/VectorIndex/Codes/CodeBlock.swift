internal import CVectorKernels
import NearestCore

/// Codes of rows around one centre, made in memory.
///
/// Rows stand in groups of eight, interleaved word by word, as the kernels read them; a last group that is not full
/// is filled up with rows whose bound is as low as can be.
struct CodeBlock {
    static let rowsPerGroup = Int(cvk_code_rows)

    let words: Int
    let groups: Int
    /// `groups` × `words` × 8.
    private(set) var codes: [UInt64]
    /// `groups` × 3 × 8: factors, shifts, deviations.
    private(set) var factors: [Float]

    init(rows: Int, words: Int) {
        self.words = words
        groups = (rows + Self.rowsPerGroup - 1) / Self.rowsPerGroup
        codes = [UInt64](repeating: 0, count: groups * words * Self.rowsPerGroup)
        factors = [Float](repeating: 0, count: groups * 3 * Self.rowsPerGroup)
        for row in rows..<groups * Self.rowsPerGroup {
            factors[place(of: row) + Self.rowsPerGroup] = -.greatestFiniteMagnitude
        }
    }

    /// Where a row's factor stands.
    private func place(of row: Int) -> Int {
        row / Self.rowsPerGroup * 3 * Self.rowsPerGroup + row % Self.rowsPerGroup
    }

    /// Encodes a row.
    ///
    /// - Parameters:
    ///   - vector: of the rotation's dimensions.
    ///   - metric: what the scores are whose bounds the code gives.
    ///   - centre: of the same.
    ///   - scratch: room for the rotation's width, and gets the row less the centre, rotated.
    /// - Returns: the row's shift.
    @discardableResult
    mutating func set(
        _ row: Int, to vector: UnsafePointer<Float>, metric: Metric, centre: [Float], rotation: CodeRotation,
        scratch: UnsafeMutablePointer<Float>
    ) -> Float {
        var shift = 0.0
        for index in 0..<rotation.dimensions {
            scratch[index] = vector[index] - centre[index]
            shift += Double(scratch[index]) * Double(metric == .l2 ? -scratch[index] : centre[index])
        }
        for index in rotation.dimensions..<rotation.width { scratch[index] = 0 }
        rotation.apply(scratch)
        var absolute = 0.0
        var squares = 0.0
        let start = row / Self.rowsPerGroup * words * Self.rowsPerGroup + row % Self.rowsPerGroup
        codes.withUnsafeMutableBufferPointer { buffer in
            guard let codes = buffer.baseAddress else { return }
            cvk_encode(scratch, rotation.width, codes + start, &absolute, &squares)
        }
        let place = place(of: row)
        let raised = Float(shift + abs(shift) * Double(CodedQuery.rounding))
        factors[place + Self.rowsPerGroup] = raised
        // A row at the centre itself: its shift says all.
        guard absolute > 0 else { return raised }
        let width = Double(rotation.width)
        let agreement = min(1, absolute / (width * squares).squareRoot())
        let lost = (squares * (1 - agreement * agreement) / (width - 1)).squareRoot() / agreement
        let scale: Double = metric == .l2 ? 2 : 1
        factors[place] = Float(scale * squares / absolute)
        factors[place + 2 * Self.rowsPerGroup] = Float(scale * lost)
        return raised
    }
}
