internal import CVectorKernels
import Glibc
import NearestCore

/// A file of vectors, or of row numbers, that was made elsewhere, read a stretch of rows at a time.
///
/// | name | rows |
/// |---|---|
/// | `.npy` | NumPy, two axes in C order, of 16-, 32- or 64-bit floats or bytes |
/// | `.fvecs`, `.bvecs`, `.ivecs` | each a 32-bit count, then as many 32-bit floats, bytes or 32-bit whole numbers |
package struct VectorSource: Sendable {
    package let path: String
    package let rows: Int
    package let dimensions: Int
    private let kind: NumberKind
    private let file: DiskFile
    /// Where the first row begins, and bytes from one row to the next, of which the first `prefix` are its count.
    private let offset: Int
    private let stride: Int
    private let prefix: Int

    /// Whether every vector is to have length 1, as those of a model that normalises have. A length that differs by
    /// what rounding to 16 bits explains is set right; another one is an error.
    package var promisesUnitLength = false
    private static let roundingOfLength = 0.01

    /// Opens a file and checks that its size is what its head says.
    ///
    /// - Throws: `NearestError`: `.system` when it cannot be opened, `.unreadable` or `.invalidArgument` when it is of
    ///   another kind, of another shape, or cut short.
    package init(path: String) throws {
        self.path = path
        do {
            file = try DiskFile(path: path, flags: O_RDONLY)
        } catch  where DiskFile.isMissing(path) {
            throw NearestError(.invalidArgument, path, "there is no such file")
        }
        let size = try file.size()
        switch path.split(separator: ".").last.map({ $0.lowercased() }) {
        case "fvecs": (kind, prefix) = (.f32, 4)
        case "bvecs": (kind, prefix) = (.u8, 4)
        case "ivecs": (kind, prefix) = (.i32, 4)
        default:
            let header = try NumpyHeader(file.read(count: NumpyHeader.longest + 12, at: 0), path: path)
            kind = try Self.kind(of: header, path: path)
            (rows, dimensions, offset, prefix) = (header.shape[0], header.shape[1], header.offset, 0)
            let (width, wraps) = dimensions.multipliedReportingOverflow(by: kind.bytes)
            let (bytes, overflows) = width.multipliedReportingOverflow(by: rows)
            guard !wraps, !overflows, dimensions > 0 || rows == 0, size - offset >= bytes else {
                throw NearestError(
                    .unreadable, path,
                    "is cut short: it has \(size) bytes, too few for \(rows) rows of \(dimensions)",
                    remedy: "Copy or write it again.")
            }
            stride = width
            return
        }
        let head = try file.read(count: 4, at: 0)
        offset = 0
        dimensions = head.count == 4 ? Int(head.withUnsafeBytes { $0.load(as: Int32.self) }) : 0
        guard size == 0 || (1...1 << 20).contains(dimensions) else {
            throw NearestError(
                .unreadable, path, "its first row claims \(dimensions) dimensions",
                remedy: "Check that it is of the kind that its name says.")
        }
        stride = 4 + dimensions * kind.bytes
        rows = size / stride
        guard size % stride == 0 else {
            throw NearestError(
                .unreadable, path,
                "is cut short, or not all its rows have \(dimensions) dimensions: row \(rows) is not whole",
                remedy: "Copy or write it again.")
        }
    }

    /// The vectors of some rows.
    ///
    /// - Throws: `.unreadable` for a row of another dimension, naming it; `.system`.
    package func vectors(_ range: Range<Int>) throws -> VectorBatch {
        guard kind.isVectorElement else {
            throw NearestError(
                .invalidArgument, path, "holds whole numbers, not vectors",
                remedy: "Save the vectors as 32-bit floats: np.save(…, x.astype(np.float32)).")
        }
        let bytes = try read(range)
        let values = [Float](unsafeUninitializedCapacity: range.count * dimensions) { buffer, count in
            count = range.count * dimensions
            guard let values = buffer.baseAddress else { return }
            bytes.withUnsafeBytes { bytes in
                guard let start = bytes.baseAddress else { return }
                if prefix == 0 { return kind.floats(start, count: count, into: values) }
                for row in 0..<range.count {
                    kind.floats(start + row * stride + prefix, count: dimensions, into: values + row * dimensions)
                }
            }
        }
        let batch = VectorBatch(dimensions: max(1, dimensions), values: values)
        return promisesUnitLength ? try unit(batch, first: range.lowerBound) : batch
    }

    /// - Throws: `.invalidArgument`, naming the row, for a length that is not 1.
    private func unit(_ batch: VectorBatch, first: Int) throws -> VectorBatch {
        var units = [Float](repeating: 0, count: batch.values.count)
        try batch.values.withUnsafeBufferPointer { values in
            try units.withUnsafeMutableBufferPointer { units in
                guard let values = values.baseAddress, let units = units.baseAddress else { return }
                for row in 0..<batch.count {
                    let start = row * batch.dimensions
                    let length = Double(cvk_normalise(values + start, batch.dimensions, units + start))
                    if abs(length - 1) <= Self.roundingOfLength { continue }
                    throw NearestError(
                        .invalidArgument, "\(path), row \(first + row)",
                        length.isFinite
                            ? "its vector has length \(Float(length)), and the model makes vectors of length 1"
                            : "its vector holds a value that is not finite, or is too long",
                        remedy: length.isFinite && length > 0
                            ? "If they differ in nothing else, divide each by its length: "
                                + "x / np.linalg.norm(x, axis=1, keepdims=True)." : nil)
                }
            }
        }
        return VectorBatch(dimensions: batch.dimensions, values: units)
    }

    /// The whole numbers of some rows, row after row.
    ///
    /// - Throws: `.invalidArgument` when it holds none.
    package func integers(_ range: Range<Int>) throws -> [[Int]] {
        let bytes = try read(range)
        return try bytes.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return range.map { _ in [] } }
            return try (0..<range.count).map { row in
                guard let numbers = kind.integers(start + row * stride + prefix, count: dimensions) else {
                    throw NearestError(
                        .invalidArgument, path, "holds fractions, not row numbers",
                        remedy: "Save row numbers as whole numbers: np.save(…, x.astype(np.int64)).")
                }
                return numbers
            }
        }
    }

    /// Reads everything once, so that a vector which cannot be stored is refused before the first one is.
    ///
    /// - Parameter progress: called with the rows that are done.
    /// - Returns: a checksum of all rows, which tells the file from another.
    /// - Throws: `.invalidArgument`, naming file and row counted from 0, for a vector that is not finite, too large
    ///   for `element` or, for the cosine, of length zero; as `vectors`; `CancellationError`.
    package func check(
        metric: Metric, element: VectorElement, cancellation: Cancellation, progress: (Int) -> Void
    ) throws -> UInt32 {
        var checksum: UInt32 = 0
        let layout = VectorLayout(dimensions: dimensions, metric: metric, element: element)
        let step = Self.rowsAtOnce(dimensions: dimensions)
        for first in Swift.stride(from: 0, to: rows, by: step) {
            try cancellation.check()
            let range = first..<min(first + step, rows)
            let vectors = try vectors(range)
            _ = try StoredRows(vectors, layout: layout) { "\(path), row \(first + $0)" }
            checksum = vectors.values.withUnsafeBytes { Checksum.crc32c($0, continuing: checksum) }
            progress(range.upperBound)
        }
        return checksum
    }

    /// How many rows fill some megabytes.
    package static func rowsAtOnce(dimensions: Int) -> Int {
        max(1, (16 << 20) / (max(1, dimensions) * 4))
    }

    private func read(_ range: Range<Int>) throws -> [UInt8] {
        let bytes = try file.read(count: range.count * stride, at: offset + range.lowerBound * stride)
        guard bytes.count == range.count * stride else {
            throw NearestError(.unreadable, path, "was cut short while it was read")
        }
        guard prefix > 0 else { return bytes }
        for row in 0..<range.count {
            let count = bytes.withUnsafeBytes {
                Int($0.loadUnaligned(fromByteOffset: row * stride, as: Int32.self))
            }
            guard count == dimensions else {
                throw NearestError(
                    .unreadable, path,
                    "row \(range.lowerBound + row) says that it has \(count) dimensions, and row 0 has \(dimensions)"
                )
            }
        }
        return bytes
    }

    private static func kind(of header: NumpyHeader, path: String) throws -> NumberKind {
        guard header.shape.count == 2 else {
            let axes = header.shape.count
            throw NearestError(
                .invalidArgument, path,
                "its array has \(axes) ax\(axes == 1 ? "is" : "es"), and two are needed: rows and dimensions",
                remedy: "Save it with x.reshape(rows, dimensions).")
        }
        guard !header.isFortranOrder else {
            throw NearestError(
                .invalidArgument, path, "its array is in Fortran order",
                remedy: "Save it with np.ascontiguousarray(x).")
        }
        guard let kind = NumberKind(numpy: header.type) else {
            throw NearestError(
                .invalidArgument, path,
                "its numbers are of type \(PlainText.visible(header.type)), which is not read",
                remedy: "Save it with x.astype(np.float32).")
        }
        return kind
    }
}
