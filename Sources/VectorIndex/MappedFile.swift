import Glibc
import NearestCore
import Synchronization

/// A vector file in memory, for reading.
///
/// The mapping covers the size of a full file, beyond the file's present end, so that a file which grows
/// needs no new mapping: whoever reads keeps to committed rows, whose bytes the file has.
///
/// Unchecked, because the memory is only read, and lives as long as the object.
final class MappedFile: @unchecked Sendable {
    /// nil where nothing stands in the place of a file that cannot be used.
    let file: DiskFile?
    let start: UnsafeRawPointer
    private let length: Int
    private let isExpected = Atomic(false)

    /// - Parameter length: the size of a full file.
    init(_ file: DiskFile, length: Int) throws {
        guard let start = mmap(nil, length, PROT_READ, MAP_SHARED, file.descriptor, 0), start != MAP_FAILED else {
            throw NearestError.refused(file.path, "could not be mapped", errno)
        }
        self.file = file
        self.start = UnsafeRawPointer(start)
        self.length = length
    }

    /// Tells the disk, once, that the first `used` bytes will be read: without that, reading 400 MB that were not in
    /// memory took twice as long.
    ///
    /// Not when the file is opened, since a search through codes reads few of them.
    func expect(_ used: Int) {
        guard file != nil, !isExpected.exchange(true, ordering: .relaxed) else { return }
        madvise(UnsafeMutableRawPointer(mutating: start), used, MADV_WILLNEED)
    }

    /// Zeros in place of a file that cannot be used, so that rows keep their numbers. They take no memory.
    ///
    /// - Parameter length: the size of a full file.
    init(holeOf length: Int, path: String) throws {
        let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
        guard let start = mmap(nil, length, PROT_READ, flags, -1, 0), start != MAP_FAILED else {
            throw NearestError.refused(path, "could not be stood in for", errno)
        }
        file = nil
        self.start = UnsafeRawPointer(start)
        self.length = length
    }

    deinit {
        munmap(UnsafeMutableRawPointer(mutating: start), length)
    }
}
