import NearestCore

/// Where everything lies in a file of codes, which stands beside the vector file of the same number and holds codes
/// of its first rows.
///
///     file   ┌──────────────────────────────┐ 0
///            │ header page                  │   4,096 bytes, see `CodeFileHeader`
///            ├──────────────────────────────┤ 4096
///            │ centre       f32 a dimension │   the mean of the rows, padded with zeros to `width`
///            ├──────────────────────────────┤
///            │ the same, rotated            │   `width` floats
///            ├──────────────────────────────┤
///            │ checksums    UInt32 a chunk  │   of `rowsPerChunk` rows, padded to 64 bytes
///            ├──────────────────────────────┤   a multiple of 64
///            │ codes        words × 8 × 8   │   bytes a group of eight rows
///            ├──────────────────────────────┤
///            │ factors      3 × 8 × f32     │   a group of eight rows
///            └──────────────────────────────┘
///
/// A chunk's checksum is the CRC-32C of its codes and then of its factors. Everything here follows from the vectors,
/// so a file that is damaged is dropped and made again.
struct CodeFileLayout: Hashable, Sendable {
    static let headerBytes = 4096
    static let rowsPerChunk = 4096

    let rows: Int
    let width: Int

    var words: Int { width / 64 }
    var groups: Int { (rows + CodeBlock.rowsPerGroup - 1) / CodeBlock.rowsPerGroup }
    var chunks: Int { (rows + Self.rowsPerChunk - 1) / Self.rowsPerChunk }

    var centreOffset: Int { Self.headerBytes }
    var rotatedCentreOffset: Int { centreOffset + width * 4 }
    var checksumsOffset: Int { rotatedCentreOffset + width * 4 }
    var codesOffset: Int { checksumsOffset + (chunks * 4 + 63) / 64 * 64 }
    var codeBytesPerGroup: Int { words * CodeBlock.rowsPerGroup * 8 }
    var factorsOffset: Int { codesOffset + groups * codeBytesPerGroup }
    var factorBytesPerGroup: Int { 3 * CodeBlock.rowsPerGroup * 4 }
    var fileBytes: Int { factorsOffset + groups * factorBytesPerGroup }

    /// The groups of chunk `index`.
    func groups(ofChunk index: Int) -> Range<Int> {
        let perChunk = Self.rowsPerChunk / CodeBlock.rowsPerGroup
        return index * perChunk..<min((index + 1) * perChunk, groups)
    }
}
