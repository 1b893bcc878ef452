internal import CVectorKernels

/// CRC-32C, by the processor's own instruction where it has one.
package enum Checksum {
    /// The checksum of `bytes`, continuing `crc`.
    static func crc32c(_ bytes: UnsafeRawBufferPointer, continuing crc: UInt32 = 0) -> UInt32 {
        guard let start = bytes.baseAddress else { return crc }
        return cvk_crc32c(crc, start, bytes.count)
    }

    /// The same from a table: the oracle of the instruction.
    static func portableCRC32C(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        bytes.baseAddress.map { cvk_crc32c_portable(0, $0, bytes.count) } ?? 0
    }

    /// The checksum of a row of the index; see `VectorLayout`.
    ///
    /// - Parameter length: nil where none stands beside the row.
    static func ofRow(_ row: Int, id: Int64, vector: UnsafeRawBufferPointer, length: Float?) -> UInt32 {
        let head = (id.littleEndian, UInt64(row).littleEndian)
        let checksum = crc32c(vector, continuing: withUnsafeBytes(of: head) { crc32c($0) })
        guard let length else { return checksum }
        return withUnsafeBytes(of: length.bitPattern.littleEndian) { crc32c($0, continuing: checksum) }
    }

    /// Whether the processor's own instruction computes it.
    package static var isAccelerated: Bool { cvk_crc32c_is_accelerated() != 0 }
}
