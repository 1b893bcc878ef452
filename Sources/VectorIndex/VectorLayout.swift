import NearestCore

/// Where everything lies in the files of one space and modality.
///
/// A folder holds files `000000.vectors`, `000001.vectors`, …, each with room for `rowsPerFile` rows; a file is
/// filled before the next is begun. So a row's number alone says its file and its place in it:
///
///     file   ┌──────────────────────────────┐ 0
///            │ header page                  │   4,096 bytes, see `VectorFileHeader`
///            ├──────────────────────────────┤ 4096
///            │ block 0                      │   `blockBytes`
///            ├──────────────────────────────┤
///            │ block 1                      │
///            ├──────────────────────────────┤
///            │ …  `blocksPerFile` of them   │   the last one ends with its last row
///            └──────────────────────────────┘
///
///     block  ┌──────────────────────────────┐ 0
///            │ ids        Int64 a row       │   rowsPerBlock × 8
///            ├──────────────────────────────┤
///            │ checksums  UInt32 a row      │   rowsPerBlock × 4
///            ├──────────────────────────────┤
///            │ lengths    f32 a row         │   rowsPerBlock × 4, only where the metric is the cosine
///            ├──────────────────────────────┤   a multiple of 64
///            │ row 0      an element a      │   `stride`: dimensions × the element's bytes, padded with
///            │            dimension         │   zeros to 64
///            │ row 1                        │
///            │ …                            │
///            └──────────────────────────────┘
///
/// Every number is little-endian. For the cosine, rows have length 1, and beside them stands how long they were. A
/// row's checksum is the CRC-32C of its id (8 bytes), its number in the folder (8 bytes), its `stride` bytes and,
/// where there is one, its length, so a row that is damaged, swapped or in the wrong place is found, and no
/// commit ever rewrites what an earlier one wrote: one checksum a block would have to.
///
/// The files do not say how many rows are committed. The catalog does; whatever lies beyond is a crash's.
struct VectorLayout: Hashable, Sendable {
    static let headerBytes = 4096
    /// The dimensions that an index takes.
    static let dimensionRange = 1...65_536
    /// The rows a block and the blocks a file that a header may name.
    static let blockRange = 1...65_536

    let dimensions: Int
    let metric: Metric
    let element: VectorElement
    /// A multiple of 16, so that the rows of a block begin on 64 bytes.
    let rowsPerBlock: Int
    let blocksPerFile: Int

    /// Bytes from one row to the next.
    let stride: Int
    /// Where a block's checksums begin in it.
    let checksumsOffset: Int
    /// Where a block's lengths begin in it, where it has any.
    let lengthsOffset: Int
    /// Where a block's rows begin in it.
    let rowsOffset: Int
    let blockBytes: Int
    let rowsPerFile: Int

    init(
        dimensions: Int, rowsPerBlock: Int, blocksPerFile: Int, metric: Metric = .innerProduct,
        element: VectorElement = .f32
    ) {
        self.dimensions = dimensions
        self.metric = metric
        self.element = element
        self.rowsPerBlock = rowsPerBlock
        self.blocksPerFile = blocksPerFile
        stride = (dimensions * element.bytes + 63) / 64 * 64
        checksumsOffset = rowsPerBlock * 8
        lengthsOffset = rowsPerBlock * 12
        rowsOffset = rowsPerBlock * (metric == .cosine ? 16 : 12)
        blockBytes = rowsOffset + rowsPerBlock * stride
        rowsPerFile = rowsPerBlock * blocksPerFile
    }

    /// The layout of a new folder: blocks of 1,024 rows, as many as half a gibibyte holds and at least one. Few
    /// files keep the descriptors few; a bound keeps what one damaged disk sector can take with it small.
    init(dimensions: Int, metric: Metric = .innerProduct, element: VectorElement = .f32) {
        let rows = 1024
        let block = VectorLayout(
            dimensions: dimensions, rowsPerBlock: rows, blocksPerFile: 1, metric: metric, element: element
        ).blockBytes
        var blocks = 1
        while blocks * 2 * block <= 512 << 20 { blocks *= 2 }
        self.init(
            dimensions: dimensions, rowsPerBlock: rows, blocksPerFile: blocks, metric: metric, element: element)
    }

    /// Whether the length of each row stands beside it.
    var hasLengths: Bool { metric == .cosine }

    /// The bytes of a full file.
    var fileBytes: Int { Self.headerBytes + blocksPerFile * blockBytes }

    /// How many files hold `rows` rows.
    func fileCount(rows: Int) -> Int {
        (rows + rowsPerFile - 1) / rowsPerFile
    }

    /// How many of a folder's first `rows` rows stand in file `number`.
    func rowsInFile(_ number: Int, of rows: Int) -> Int {
        max(0, min(rowsPerFile, rows - number * rowsPerFile))
    }

    /// The size of a file that holds `rows` rows: it ends with the last of them.
    func fileBytes(rows: Int) -> Int {
        let whole = rows / rowsPerBlock
        let rest = rows % rowsPerBlock
        return Self.headerBytes + whole * blockBytes + (rest == 0 ? 0 : rowsOffset + rest * stride)
    }

    /// Where block `index` of a file begins in it.
    func blockOffset(_ index: Int) -> Int {
        Self.headerBytes + index * blockBytes
    }
}
