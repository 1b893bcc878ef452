/// A list as it stands in the file.
struct EncodedList: Sendable {
    let block: CodeBlock
    /// A number for each place of the block's groups, little-endian.
    let numbers: [UInt32]
    let checksum: UInt32

    init(block: CodeBlock, rows: ArraySlice<UInt32>) {
        self.block = block
        let spare = block.groups * CodeBlock.rowsPerGroup - rows.count
        numbers = rows.map(\.littleEndian) + [UInt32](repeating: .max, count: spare)
        let codes = block.codes.withUnsafeBytes { Checksum.crc32c($0) }
        let factors = block.factors.withUnsafeBytes { Checksum.crc32c($0, continuing: codes) }
        checksum = numbers.withUnsafeBytes { Checksum.crc32c($0, continuing: factors) }
    }
}
