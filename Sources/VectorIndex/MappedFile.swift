import Glibc
import NearestCore

/// A vector file in memory, for reading.
///
/// The mapping covers the size of a full file, beyond the file's present end, so that a file which grows
/// needs no new mapping: whoever reads keeps to committed rows, whose bytes the file has.
///
/// Unchecked, because the memory is only read, and lives as long as the object.
final class MappedFile: @unchecked Sendable {
    let file: DiskFile
    let start: UnsafeRawPointer
    private let length: Int

    init(_ file: DiskFile, length: Int) throws {
        guard let start = mmap(nil, length, PROT_READ, MAP_SHARED, file.descriptor, 0), start != MAP_FAILED else {
            throw NearestError.refused(file.path, "could not be mapped", errno)
        }
        self.file = file
        self.start = UnsafeRawPointer(start)
        self.length = length
    }

    deinit {
        munmap(UnsafeMutableRawPointer(mutating: start), length)
    }
}
