internal import CVectorKernels
import NearestCore

/// Rows as they stand on disk, in memory: elements of the layout's kind, each row filled up with zeros to its stride,
/// and beside them the lengths that they had where the layout keeps lengths.
struct StoredRows {
    let layout: VectorLayout
    let count: Int
    /// `count` × `stride`.
    private(set) var bytes: [UInt8]
    /// `count`, or none.
    private(set) var lengths: [Float]

    /// Turns vectors into rows.
    ///
    /// - Parameter name: what errors call a row of the batch.
    /// - Throws: `.invalidArgument` for a vector that cannot be compared: a value is not finite or too large for its
    ///   element, the length is beyond a 32-bit float or, for the cosine, zero.
    init(_ vectors: VectorBatch, layout: VectorLayout, name: (Int) -> String) throws {
        self.layout = layout
        count = vectors.count
        bytes = [UInt8](repeating: 0, count: count * layout.stride)
        lengths = layout.hasLengths ? [Float](repeating: 0, count: count) : []
        var unit = [Float](repeating: 0, count: layout.dimensions)
        let kernels = VectorKernels.fastest
        for row in 0..<count {
            let start = row * layout.dimensions
            let problem = vectors.values.withUnsafeBufferPointer { values -> String? in
                let vector = UnsafeBufferPointer(rebasing: values[start..<start + layout.dimensions])
                guard kernels.squaredLength(vector).isFinite || layout.hasLengths else { return Self.notFinite }
                return layout.hasLengths ? put(vector, unit: &unit, at: row) : put(vector, at: row)
            }
            if let problem { throw NearestError(.invalidArgument, name(row), problem) }
        }
    }

    /// The stored rows themselves, without a change of a bit.
    init(copying chosen: [Int], of rows: MappedRows) {
        layout = rows.layout
        count = chosen.count
        bytes = []
        bytes.reserveCapacity(count * layout.stride)
        for row in chosen {
            bytes.append(contentsOf: UnsafeRawBufferPointer(start: rows.start(row), count: layout.stride))
        }
        lengths = layout.hasLengths ? chosen.map { rows.length($0) } : []
    }

    private static let notFinite = "its vector holds a value that is not finite, or is too long for a 32-bit float"

    /// The length that stands beside a row.
    func length(_ row: Int) -> Float? { layout.hasLengths ? lengths[row] : nil }

    /// Some of the rows' bytes.
    func withBytes<Result>(_ range: Range<Int>, _ body: (UnsafeRawBufferPointer) throws -> Result) rethrows
        -> Result
    {
        try bytes.withUnsafeBytes {
            try body(
                UnsafeRawBufferPointer(
                    rebasing: $0[range.lowerBound * layout.stride..<range.upperBound * layout.stride]))
        }
    }

    /// - Returns: what is wrong with the vector.
    private mutating func put(_ vector: UnsafeBufferPointer<Float>, unit: inout [Float], at row: Int) -> String? {
        guard let start = vector.baseAddress else { return nil }
        let length = Float(cvk_normalise(start, vector.count, &unit))
        guard length.isFinite else { return Self.notFinite }
        guard length > 0 else { return "its vector has length zero, so it has no cosine with any other" }
        lengths[row] = length
        return unit.withUnsafeBufferPointer { put($0, at: row) }
    }

    private mutating func put(_ vector: UnsafeBufferPointer<Float>, at row: Int) -> String? {
        let (stride, element, count) = (layout.stride, layout.element, layout.dimensions)
        return bytes.withUnsafeMutableBytes { bytes in
            guard let start = bytes.baseAddress.map({ $0 + row * stride }), let values = vector.baseAddress else {
                return nil
            }
            switch element {
            case .f32:
                start.copyMemory(from: values, byteCount: count * 4)
            case .f16:
                let halves = start.assumingMemoryBound(to: UInt16.self)
                cvk_to_half(values, count, halves)
                for index in 0..<count where halves[index] & 0x7C00 == 0x7C00 {
                    return "its vector holds the value \(values[index]), and 16 bits hold at most 65504"
                }
            }
            return nil
        }
    }
}
