import NearestCore

/// The committed rows of a folder in memory: what every way to search reads.
///
/// Pointers are valid as long as this value lives; rows beyond `count` must not be touched.
struct MappedRows: Sendable {
    let folder: VectorFolder
    let layout: VectorLayout
    let count: Int
    let fingerprint: String
    private let files: [MappedFile]

    /// - Throws: as `VectorFolder.open`.
    init(folder: VectorFolder, dimensions: Int, fingerprint: String, count: Int) throws {
        try self.init(
            folder: folder, dimensions: dimensions, fingerprint: fingerprint, count: count, known: [], layout: nil)
    }

    private init(
        folder: VectorFolder, dimensions: Int, fingerprint: String, count: Int, known: [MappedFile],
        layout: VectorLayout?
    ) throws {
        let opened = try folder.open(
            rows: count, dimensions: dimensions, fingerprint: fingerprint, writing: false,
            known: known.map(\.file), knownLayout: layout)
        let resolved = opened?.layout ?? VectorLayout(dimensions: dimensions)
        self.folder = folder
        self.layout = resolved
        self.count = count
        self.fingerprint = fingerprint
        files = try (opened?.files ?? []).enumerated().map { number, file in
            if number < known.count { return known[number] }
            let used = resolved.fileBytes(rows: resolved.rowsInFile(number, of: count))
            return try MappedFile(file, length: resolved.fileBytes, used: used)
        }
    }

    /// The same folder after more commits. Mappings are shared, so this costs a look at the files' sizes.
    func extended(to count: Int) throws -> MappedRows {
        try MappedRows(
            folder: folder, dimensions: layout.dimensions, fingerprint: fingerprint, count: count,
            known: files, layout: files.isEmpty ? nil : layout)
    }

    /// - Throws: `.corruptIndex` when a file was cut since it was opened.
    func checkSizes() throws {
        try folder.checkSizes(of: files.map(\.file), layout: layout, rows: count)
    }

    /// The start of block `index` of the folder.
    @inline(__always)
    private func block(_ index: Int) -> UnsafeRawPointer {
        let (file, inside) = index.quotientAndRemainder(dividingBy: layout.blocksPerFile)
        return files[file].start + layout.blockOffset(inside)
    }

    /// The vector of `row`: `dimensions` floats, then zeros up to the stride. The rows of its block follow.
    @inline(__always)
    func vector(_ row: Int) -> UnsafePointer<Float> {
        let (index, inside) = row.quotientAndRemainder(dividingBy: layout.rowsPerBlock)
        let start = block(index) + layout.rowsOffset + inside * layout.stride
        return start.assumingMemoryBound(to: Float.self)
    }

    @inline(__always)
    func id(_ row: Int) -> SegmentID {
        let (index, inside) = row.quotientAndRemainder(dividingBy: layout.rowsPerBlock)
        return Int64(littleEndian: (block(index) + inside * 8).load(as: Int64.self))
    }

    func values(_ row: Int) -> UnsafeBufferPointer<Float> {
        UnsafeBufferPointer(start: vector(row), count: layout.dimensions)
    }

    /// The checksum that was written with `row`.
    func checksum(_ row: Int) -> UInt32 {
        let (index, inside) = row.quotientAndRemainder(dividingBy: layout.rowsPerBlock)
        return UInt32(littleEndian: (block(index) + layout.checksumsOffset + inside * 4).load(as: UInt32.self))
    }

    /// Whether the checksum that was written with `row` still holds.
    func isIntact(_ row: Int) -> Bool {
        let bytes = UnsafeRawBufferPointer(start: vector(row), count: layout.stride)
        return checksum(row) == Checksum.ofRow(row, id: id(row), vector: bytes)
    }

    /// The file that holds `row`.
    func path(of row: Int) -> String {
        files[row / layout.rowsPerFile].file.path
    }

    /// Calls `body` with the ids of `range`, a block's worth at a time, and the number of the first.
    func forEachIDs(in range: Range<Int>, _ body: (Int, UnsafeBufferPointer<Int64>) throws -> Void) rethrows {
        var row = range.lowerBound
        while row < range.upperBound {
            let (index, inside) = row.quotientAndRemainder(dividingBy: layout.rowsPerBlock)
            let here = min(layout.rowsPerBlock - inside, range.upperBound - row)
            let start = (block(index) + inside * 8).assumingMemoryBound(to: Int64.self)
            try body(row, UnsafeBufferPointer(start: start, count: here))
            row += here
        }
    }
}
