import NearestCore

/// Where everything lies in the file `inverted` of a folder, which holds its first rows once more, as codes in lists
/// of near rows.
///
///     file   ┌──────────────────────────────┐ 0
///            │ header page                  │   4,096 bytes, see `InvertedHeader`
///            ├──────────────────────────────┤ 4096
///            │ centres      f32             │   `width` floats a list, rotated
///            ├──────────────────────────────┤
///            │ their mean   f32             │   `width` floats
///            │ their codes  words × 8 × 8   │   bytes for eight of them, around that mean
///            │ and factors  3 × 8 × f32     │   for eight of them
///            │ half squares f32 a list      │   half of each centre's squared length
///            │ first groups UInt32 a list   │   which group of codes a list begins with
///            │ rows         UInt32 a list   │   how many it has
///            │ checksums    UInt32 a list   │
///            ├──────────────────────────────┤   a multiple of 64
///            │ codes        words × 8 × 8   │   bytes a group of eight rows of one list
///            ├──────────────────────────────┤
///            │ factors      3 × 8 × f32     │   a group
///            ├──────────────────────────────┤
///            │ numbers      8 × UInt32      │   a group: the rows' numbers in the folder, ascending in a list
///            ├──────────────────────────────┤
///            │ levels       8 rows of       │   a group: codes of 4 bits a dimension
///            │              `LevelBlock`    │
///            └──────────────────────────────┘
///
/// A list begins with a new group; the places behind its last row have codes that are never found. Its checksum is
/// the CRC-32C of its codes, then its factors, its numbers and its levels. A list's centre is the mean of its rows,
/// and its codes are of what they differ by from it. Everything follows from the vectors, so a file that is damaged,
/// or of an earlier version, is dropped and made again.
struct InvertedLayout: Hashable, Sendable {
    static let headerBytes = 4096

    let lists: Int
    /// Of a centre, and bits of a code: a multiple of 64.
    let width: Int
    /// Of all lists.
    let groups: Int

    var words: Int { width / 64 }

    var centresOffset: Int { Self.headerBytes }
    /// Groups of eight centres.
    var centreGroups: Int { (lists + CodeBlock.rowsPerGroup - 1) / CodeBlock.rowsPerGroup }
    var meanOffset: Int { centresOffset + lists * width * 4 }
    var centreCodesOffset: Int { meanOffset + width * 4 }
    var centreFactorsOffset: Int { centreCodesOffset + centreGroups * codeBytesPerGroup }
    var halfSquaresOffset: Int { centreFactorsOffset + centreGroups * factorBytesPerGroup }
    var firstGroupsOffset: Int { halfSquaresOffset + lists * 4 }
    var rowCountsOffset: Int { firstGroupsOffset + lists * 4 }
    var checksumsOffset: Int { rowCountsOffset + lists * 4 }
    var codesOffset: Int { (checksumsOffset + lists * 4 + 63) / 64 * 64 }
    var codeBytesPerGroup: Int { words * CodeBlock.rowsPerGroup * 8 }
    var factorsOffset: Int { codesOffset + groups * codeBytesPerGroup }
    var factorBytesPerGroup: Int { 3 * CodeBlock.rowsPerGroup * 4 }
    var numbersOffset: Int { factorsOffset + groups * factorBytesPerGroup }
    var numberBytesPerGroup: Int { CodeBlock.rowsPerGroup * 4 }
    var levelsOffset: Int { numbersOffset + groups * numberBytesPerGroup }
    var levelBytesPerGroup: Int { LevelBlock.words(width: width) * 4 * CodeBlock.rowsPerGroup }
    var fileBytes: Int { levelsOffset + groups * levelBytesPerGroup }
}
