import Glibc
import NearestCore

/// The inverted lists of a folder's first rows, in memory for reading.
///
/// Unchecked, because the memory is only read, and lives as long as the object.
final class InvertedFile: @unchecked Sendable {
    let header: InvertedHeader
    let path: String
    private let start: UnsafeRawPointer
    /// The file's number on its disk.
    let inode: UInt

    var layout: InvertedLayout { header.layout }

    /// Opens the lists of `rows`; nil where there are none, or none that fit: then the flat way answers.
    ///
    /// - Parameters:
    ///   - path: of another file than the folder's own.
    ///   - isSearched: whether all of it is about to be read.
    init?(of rows: MappedRows, path otherPath: String? = nil, isSearched: Bool = true) {
        let path = otherPath ?? rows.folder.pathOfInverted
        guard let file = try? DiskFile(path: path, flags: O_RDONLY), let size = try? file.size(),
            let page = try? file.read(count: InvertedLayout.headerBytes, at: 0),
            let header = InvertedHeader(page: page), header.dimensions == rows.layout.dimensions,
            header.rows <= rows.count, header.rows % CodeBlock.rowsPerGroup == 0, size == header.layout.fileBytes,
            header.lastRowChecksum == rows.checksum(header.rows - 1),
            let start = mmap(nil, size, PROT_READ, MAP_SHARED, file.descriptor, 0), start != MAP_FAILED
        else { return nil }
        // Of the levels a search reads those of few rows.
        if isSearched { madvise(start, header.layout.levelsOffset, MADV_WILLNEED) }
        self.header = header
        self.path = path
        self.start = UnsafeRawPointer(start)
        inode = file.inode
        guard tablesAreIntact, listsFit else { return nil }
    }

    deinit {
        munmap(UnsafeMutableRawPointer(mutating: start), layout.fileBytes)
    }

    /// The centre of a list, rotated: `width` floats. Those of the following lists follow.
    func centre(_ list: Int) -> UnsafePointer<Float> {
        at(layout.centresOffset, list * layout.width)
    }

    /// The mean of the centres, rotated: `width` floats.
    var mean: UnsafePointer<Float> { at(layout.meanOffset, 0) }

    var centreCodes: UnsafePointer<UInt64> { at(layout.centreCodesOffset, 0) }

    var centreFactors: UnsafePointer<Float> { at(layout.centreFactorsOffset, 0) }

    /// Half of the squared length of each centre.
    var halfSquares: UnsafePointer<Float> { at(layout.halfSquaresOffset, 0) }

    /// The first of a list's groups.
    func firstGroup(_ list: Int) -> Int {
        Int(UInt32(littleEndian: at(layout.firstGroupsOffset, list)[0]))
    }

    func rowCount(_ list: Int) -> Int {
        Int(UInt32(littleEndian: at(layout.rowCountsOffset, list)[0]))
    }

    func groups(_ list: Int) -> Range<Int> {
        let first = firstGroup(list)
        return first..<first + (rowCount(list) + CodeBlock.rowsPerGroup - 1) / CodeBlock.rowsPerGroup
    }

    func codes(ofGroup group: Int) -> UnsafePointer<UInt64> {
        at(layout.codesOffset, group * layout.codeBytesPerGroup / 8)
    }

    func factors(ofGroup group: Int) -> UnsafePointer<Float> {
        at(layout.factorsOffset, group * layout.factorBytesPerGroup / 4)
    }

    /// The rows' numbers, little-endian. Where the file was damaged they may be any.
    func numbers(ofGroup group: Int) -> UnsafePointer<UInt32> {
        at(layout.numbersOffset, group * CodeBlock.rowsPerGroup)
    }

    /// The codes of four bits a dimension; see `LevelBlock`.
    func levels(ofGroup group: Int) -> UnsafePointer<UInt32> {
        at(layout.levelsOffset, group * layout.levelBytesPerGroup / 4)
    }

    @inline(__always)
    private func at<Value>(_ offset: Int, _ index: Int) -> UnsafePointer<Value> {
        (start + offset).assumingMemoryBound(to: Value.self) + index
    }

    /// The lists whose bytes are no longer those that were written.
    func damagedLists() -> [Int] {
        (0..<layout.lists).filter { list in
            let groups = groups(list)
            let codes = UnsafeRawBufferPointer(
                start: codes(ofGroup: groups.lowerBound), count: groups.count * layout.codeBytesPerGroup)
            let factors = UnsafeRawBufferPointer(
                start: factors(ofGroup: groups.lowerBound), count: groups.count * layout.factorBytesPerGroup)
            let numbers = UnsafeRawBufferPointer(
                start: numbers(ofGroup: groups.lowerBound), count: groups.count * layout.numberBytesPerGroup)
            let levels = UnsafeRawBufferPointer(
                start: levels(ofGroup: groups.lowerBound), count: groups.count * layout.levelBytesPerGroup)
            let checksum = [codes, factors, numbers, levels].reduce(0) { Checksum.crc32c($1, continuing: $0) }
            let written: UnsafePointer<UInt32> = at(layout.checksumsOffset, list)
            return UInt32(littleEndian: written[0]) != checksum
        }
    }

    private var tablesAreIntact: Bool {
        let tables = UnsafeRawBufferPointer(
            start: start + layout.centresOffset, count: layout.codesOffset - layout.centresOffset)
        return Checksum.crc32c(tables) == header.tablesChecksum
    }

    /// Whether the lists follow one another and hold as many rows as the header says.
    private var listsFit: Bool {
        var (group, rows) = (0, 0)
        for list in 0..<layout.lists {
            guard firstGroup(list) == group else { return false }
            group = groups(list).upperBound
            rows += rowCount(list)
        }
        return group == layout.groups && rows == header.rows
    }
}
