internal import CVectorKernels
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
    /// Why files cannot be used, by their numbers; their rows are zeros.
    let damages: [Int: NearestError]

    /// Opens what can be used, with zeros in place of the rest: see `damages`.
    ///
    /// - Throws: as `VectorFolder.openIntact`.
    init(intactOf folder: VectorFolder, dimensions: Int, fingerprint: String, count: Int) throws {
        let intact = try folder.openIntact(rows: count, dimensions: dimensions, fingerprint: fingerprint)
        let layout = intact?.layout ?? VectorLayout(dimensions: dimensions)
        self.folder = folder
        self.layout = layout
        self.count = count
        self.fingerprint = fingerprint
        damages = intact?.damages ?? [:]
        files = try (0..<(intact == nil ? 0 : layout.fileCount(rows: count))).map { number in
            guard let file = intact?.files[number] else {
                return try MappedFile(holeOf: layout.fileBytes, path: folder.path(ofFile: number))
            }
            return try MappedFile(file, length: layout.fileBytes)
        }
    }

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
            known: known.compactMap(\.file), knownLayout: layout)
        let resolved = opened?.layout ?? VectorLayout(dimensions: dimensions)
        self.folder = folder
        self.layout = resolved
        self.count = count
        self.fingerprint = fingerprint
        damages = [:]
        files = try (opened?.files ?? []).enumerated().map { number, file in
            try number < known.count ? known[number] : MappedFile(file, length: resolved.fileBytes)
        }
    }

    /// The same folder after more commits. Mappings are shared, so this costs a look at the files' sizes.
    func extended(to count: Int) throws -> MappedRows {
        guard damages.isEmpty else {
            return try MappedRows(
                intactOf: folder, dimensions: layout.dimensions, fingerprint: fingerprint, count: count)
        }
        return try MappedRows(
            folder: folder, dimensions: layout.dimensions, fingerprint: fingerprint, count: count,
            known: files, layout: files.isEmpty ? nil : layout)
    }

    /// Says that all rows are about to be read.
    func expectAll() {
        for (number, file) in files.enumerated() {
            file.expect(layout.fileBytes(rows: layout.rowsInFile(number, of: count)))
        }
    }

    /// The rows that can be used; nil for all.
    var intactMask: RowMask? {
        if damages.isEmpty { return nil }
        var mask = RowMask(rows: count, all: true)
        for number in damages.keys {
            for row in rows(ofFile: number) { mask.remove(row) }
        }
        return mask
    }

    /// The committed rows that file `number` holds.
    func rows(ofFile number: Int) -> Range<Int> {
        let first = number * layout.rowsPerFile
        return first..<first + layout.rowsInFile(number, of: count)
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

    /// The stored vector of `row`: `dimensions` elements, then zeros up to the stride. The rows of its block follow.
    @inline(__always)
    func start(_ row: Int) -> UnsafeRawPointer {
        let (index, inside) = row.quotientAndRemainder(dividingBy: layout.rowsPerBlock)
        return block(index) + layout.rowsOffset + inside * layout.stride
    }

    /// How long the vector of `row` was before it was stored with length 1; 1 where vectors are stored as they come.
    @inline(__always)
    func length(_ row: Int) -> Float {
        guard layout.hasLengths else { return 1 }
        let (index, inside) = row.quotientAndRemainder(dividingBy: layout.rowsPerBlock)
        return (block(index) + layout.lengthsOffset + inside * 4).load(as: Float.self)
    }

    /// Asks the memory for the stored vector and the id of `row`.
    @inline(__always)
    func prefetch(_ row: Int) {
        let (index, inside) = row.quotientAndRemainder(dividingBy: layout.rowsPerBlock)
        let block = block(index)
        cvk_prefetch(block + layout.rowsOffset + inside * layout.stride, layout.stride)
        cvk_prefetch(block + inside * 8, 8)
    }

    /// Copies the stored vector of `row`, whatever its elements are: `dimensions` values.
    @inline(__always)
    func copy(_ row: Int, into values: UnsafeMutablePointer<Float>) {
        let start = start(row)
        switch layout.element {
        case .f32:
            values.update(from: start.assumingMemoryBound(to: Float.self), count: layout.dimensions)
        case .f16:
            HalfFloats.decode(
                start.assumingMemoryBound(to: UInt16.self), count: layout.dimensions, into: values)
        }
    }

    @inline(__always)
    func id(_ row: Int) -> SegmentID {
        let (index, inside) = row.quotientAndRemainder(dividingBy: layout.rowsPerBlock)
        return Int64(littleEndian: (block(index) + inside * 8).load(as: Int64.self))
    }

    /// The checksum that was written with `row`.
    func checksum(_ row: Int) -> UInt32 {
        let (index, inside) = row.quotientAndRemainder(dividingBy: layout.rowsPerBlock)
        return UInt32(littleEndian: (block(index) + layout.checksumsOffset + inside * 4).load(as: UInt32.self))
    }

    /// Whether the checksum that was written with `row` still holds.
    func isIntact(_ row: Int) -> Bool {
        let bytes = UnsafeRawBufferPointer(start: start(row), count: layout.stride)
        return checksum(row)
            == Checksum.ofRow(row, id: id(row), vector: bytes, length: layout.hasLengths ? length(row) : nil)
    }

    /// The file that holds `row`.
    func path(of row: Int) -> String {
        folder.path(ofFile: row / layout.rowsPerFile)
    }

    /// Calls `body` with the ids of `range`, a block's worth at a time, and the number of the first. Rows that
    /// cannot be used are left out.
    func forEachIDs(in range: Range<Int>, _ body: (Int, UnsafeBufferPointer<Int64>) throws -> Void) rethrows {
        var row = range.lowerBound
        while row < range.upperBound {
            let (index, inside) = row.quotientAndRemainder(dividingBy: layout.rowsPerBlock)
            let here = min(layout.rowsPerBlock - inside, range.upperBound - row)
            defer { row += here }
            if !damages.isEmpty, damages[row / layout.rowsPerFile] != nil { continue }
            let start = (block(index) + inside * 8).assumingMemoryBound(to: Int64.self)
            try body(row, UnsafeBufferPointer(start: start, count: here))
        }
    }
}
