import Glibc
import NearestCore

/// The codes of a vector file's first rows, in memory for reading.
///
/// Unchecked, because the memory is only read, and lives as long as the object.
final class CodeFile: @unchecked Sendable {
    let header: CodeFileHeader
    let path: String
    private let start: UnsafeRawPointer
    /// The file's number on its disk.
    let inode: UInt

    var layout: CodeFileLayout { header.layout }

    /// Opens the codes that stand beside file `number` of `folder`; nil where there are none, or none that fit the
    /// committed rows: then the vectors themselves are read.
    ///
    /// - Parameter isSearched: whether all of it is about to be read.
    init?(folder: VectorFolder, number: Int, rows: MappedRows, isSearched: Bool = true) {
        let path = folder.path(ofCodes: number)
        guard let file = try? DiskFile(path: path, flags: O_RDONLY), let size = try? file.size(),
            let page = try? file.read(count: CodeFileLayout.headerBytes, at: 0),
            let header = CodeFileHeader(page: page), header.dimensions == rows.layout.dimensions,
            header.firstRow == number * rows.layout.rowsPerFile, header.layout.rows <= rows.layout.rowsPerFile,
            header.firstRow + header.layout.rows <= rows.count, size == header.layout.fileBytes,
            header.lastRowChecksum == rows.checksum(header.firstRow + header.layout.rows - 1),
            let start = mmap(nil, size, PROT_READ, MAP_SHARED, file.descriptor, 0), start != MAP_FAILED
        else { return nil }
        if isSearched { madvise(start, size, MADV_WILLNEED) }
        self.header = header
        self.path = path
        self.start = UnsafeRawPointer(start)
        inode = file.inode
        guard tablesAreIntact else { return nil }
    }

    deinit {
        munmap(UnsafeMutableRawPointer(mutating: start), layout.fileBytes)
    }

    /// The rows of the folder that have their codes here.
    var range: Range<Int> { header.firstRow..<header.firstRow + layout.rows }

    /// `dimensions` floats.
    var centre: UnsafePointer<Float> { (start + layout.centreOffset).assumingMemoryBound(to: Float.self) }

    /// `width` floats.
    var rotatedCentre: UnsafePointer<Float> {
        (start + layout.rotatedCentreOffset).assumingMemoryBound(to: Float.self)
    }

    func codes(ofGroup group: Int) -> UnsafePointer<UInt64> {
        (start + layout.codesOffset + group * layout.codeBytesPerGroup).assumingMemoryBound(to: UInt64.self)
    }

    func factors(ofGroup group: Int) -> UnsafePointer<Float> {
        (start + layout.factorsOffset + group * layout.factorBytesPerGroup).assumingMemoryBound(to: Float.self)
    }

    /// The chunks whose bytes are no longer those that were written.
    func damagedChunks() -> [Int] {
        let written = (start + layout.checksumsOffset).assumingMemoryBound(to: UInt32.self)
        return (0..<layout.chunks).filter { chunk in
            let groups = layout.groups(ofChunk: chunk)
            let codes = UnsafeRawBufferPointer(
                start: codes(ofGroup: groups.lowerBound), count: groups.count * layout.codeBytesPerGroup)
            let factors = UnsafeRawBufferPointer(
                start: factors(ofGroup: groups.lowerBound), count: groups.count * layout.factorBytesPerGroup)
            return UInt32(littleEndian: written[chunk])
                != Checksum.crc32c(factors, continuing: Checksum.crc32c(codes))
        }
    }

    private var tablesAreIntact: Bool {
        let tables = UnsafeRawBufferPointer(
            start: start + layout.centreOffset, count: layout.codesOffset - layout.centreOffset)
        return Checksum.crc32c(tables) == header.tablesChecksum
    }
}
