import Glibc
import NearestCore

/// A regular file that is open for reading, named by the bytes that the file system holds.
///
/// Opening never blocks: a pipe or a device with the name of a document is refused instead of waited for.
package struct RegularFile: ~Copyable {
    /// Owned: closed with the value. Children of this process do not inherit it.
    package let descriptor: Int32
    /// In bytes, when the file was opened.
    package let size: Int64
    private let subject: String

    /// - Parameters:
    ///   - absolutePath: without a terminating zero.
    ///   - subject: what errors call the file.
    /// - Throws: `NearestError.unreadable` when the file has vanished, may not be read or is not a file.
    package init(at absolutePath: [UInt8], subject: String) throws {
        self.subject = subject
        let path = absolutePath.map { CChar(bitPattern: $0) } + [0]
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        if descriptor < 0 { throw Self.refusal(errno, subject: subject) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let error = Self.refusal(errno, subject: subject)
            close(descriptor)
            throw error
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw NearestError(.unreadable, subject, "is not a regular file")
        }
        size = Int64(status.st_size)
    }

    deinit {
        close(descriptor)
    }

    /// Reads the next bytes, as many as fit into `buffer` or as there are.
    ///
    /// - Returns: how many bytes were read; fewer than `buffer.count` only at the end of the file.
    package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        var filled = 0
        while filled < buffer.count, let base = buffer.baseAddress {
            let count = Glibc.read(descriptor, base + filled, buffer.count - filled)
            if count == 0 { break }
            if count > 0 {
                filled += count
            } else if errno != EINTR {
                throw Self.refusal(errno, subject: subject)
            }
        }
        return filled
    }

    /// At most the next `count` bytes.
    package func read(_ count: Int) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: max(0, count)) { buffer, filled in
            filled = try read(into: UnsafeMutableRawBufferPointer(buffer))
        }
    }

    /// Reads from a place of an open file, which stays where it was.
    ///
    /// - Returns: how many bytes were read; -1 when the disk failed.
    package static func read(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer, at place: Int) -> Int
    {
        var filled = 0
        while filled < buffer.count, let base = buffer.baseAddress {
            let count = pread(descriptor, base + filled, buffer.count - filled, off_t(place + filled))
            if count == 0 { break }
            if count > 0 {
                filled += count
            } else if errno != EINTR {
                return -1
            }
        }
        return filled
    }

    private static func refusal(_ number: Int32, subject: String) -> NearestError {
        let problem =
            switch number {
            case EACCES, EPERM: "no permission to read the file"
            case ENOENT, ENOTDIR: "is no longer there"
            case ELOOP: "is a symbolic link that leads to itself"
            default: "cannot be read: \(String(cString: strerror(number)))"
            }
        return NearestError(.unreadable, subject, problem, mayPass: true)
    }
}
