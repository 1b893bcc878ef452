import Foundation
import NearestCore

/// NumPy's array file, version 1.0: the magic, a Python literal that names type and shape, then the values.
///
///     \x93NUMPY 1 0 | length of header, 2 bytes | header, padded to 64 | count × dimensions float32, row-major
enum NumpyArray {
    /// - Throws: `NearestError` with `.system` when the file cannot be written; a plain one is replaced as a whole.
    static func write(_ batch: VectorBatch, to path: String) throws {
        var data = header(rows: batch.count, dimensions: batch.dimensions)
        batch.values.withUnsafeBytes { data.append(contentsOf: $0) }
        do {
            // Only a plain file may be replaced; a device, a pipe or a link is written through.
            let kind = try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
            if kind == nil || kind == .typeRegular {
                try data.write(to: URL(fileURLWithPath: path), options: .atomic)
            } else {
                let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
                try file.write(contentsOf: data)
                try file.close()
            }
        } catch {
            throw NearestError(.system, path, "cannot be written (\((error as NSError).localizedDescription))")
        }
    }

    /// What stands before the values.
    static func header(rows: Int, dimensions: Int) -> Data {
        let literal = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(rows), \(dimensions)), }"
        let prefix = 10
        let padding = 63 - (prefix + literal.utf8.count) % 64
        let text = literal + String(repeating: " ", count: padding) + "\n"
        var data = Data([0x93]) + Data("NUMPY".utf8) + Data([1, 0])
        data.append(contentsOf: [UInt8(text.utf8.count & 0xFF), UInt8(text.utf8.count >> 8)])
        return data + Data(text.utf8)
    }
}
