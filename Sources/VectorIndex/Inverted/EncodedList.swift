/// A list as it stands in the file.
struct EncodedList: Sendable {
    let block: CodeBlock
    /// A number for each place of the block's groups, little-endian.
    let numbers: [UInt32]
    let levels: LevelBlock
    let checksum: UInt32

    init(block: CodeBlock, levels: LevelBlock, rows: ArraySlice<UInt32>) {
        self.block = block
        self.levels = levels
        let spare = block.groups * CodeBlock.rowsPerGroup - rows.count
        numbers = rows.map(\.littleEndian) + [UInt32](repeating: .max, count: spare)
        let codes = block.codes.withUnsafeBytes { Checksum.crc32c($0) }
        let factors = block.factors.withUnsafeBytes { Checksum.crc32c($0, continuing: codes) }
        let rest = numbers.withUnsafeBytes { Checksum.crc32c($0, continuing: factors) }
        checksum = levels.words.withUnsafeBytes { Checksum.crc32c($0, continuing: rest) }
    }
}
