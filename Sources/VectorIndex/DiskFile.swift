import Glibc
import NearestCore

/// An open file, closed with its last reference.
final class DiskFile: Sendable {
    let path: String
    let descriptor: Int32

    /// - Parameter flags: as for `open(2)`; `O_CLOEXEC` is added.
    init(path: String, flags: Int32) throws {
        self.path = path
        descriptor = open(path, flags | O_CLOEXEC, 0o666)
        if descriptor < 0 { throw NearestError.refused(path, "could not be opened", errno) }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    static func isMissing(_ path: String) -> Bool {
        access(path, F_OK) != 0 && errno == ENOENT
    }

    /// The file's number on its disk, whatever name it has by now.
    var inode: UInt {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? UInt(status.st_ino) : 0
    }

    /// The number of the file that has the name; 0 where there is none.
    static func inode(at path: String) -> UInt {
        var status = stat()
        return stat(path, &status) == 0 ? UInt(status.st_ino) : 0
    }

    func size() throws -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw NearestError.refused(path, "could not be looked at", errno)
        }
        return Int(status.st_size)
    }

    func truncate(to bytes: Int) throws {
        guard ftruncate(descriptor, off_t(bytes)) == 0 else {
            throw NearestError.refused(path, "could not be shortened", errno)
        }
    }

    /// At most `count` bytes from `offset`; fewer at the end of the file.
    func read(count: Int, at offset: Int) throws -> [UInt8] {
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let got = pread(
                    descriptor, buffer.baseAddress.map { $0 + filled }, count - filled, off_t(offset + filled))
                if got < 0 && errno == EINTR { continue }
                if got < 0 { failure = errno }
                if got <= 0 { break }
                filled += got
            }
        }
        if failure != 0 { throw NearestError.refused(path, "could not be read", failure) }
        return bytes
    }

    /// Writes all of `bytes` at `offset`.
    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int, calls: DiskCalls) throws {
        var done = 0
        while done < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
            let put = calls.write(descriptor, rest, offset + done)
            if put < 0 && errno == EINTR { continue }
            if put <= 0 { throw NearestError.refused(path, "could not be written", put < 0 ? errno : EIO) }
            done += put
        }
    }

    /// Returns once everything written is on the disk.
    func synchronise(calls: DiskCalls) throws {
        guard calls.synchronise(descriptor) == 0 else {
            throw NearestError.refused(path, "could not be brought to the disk", errno)
        }
    }
}

extension NearestError {
    /// What the system refused to do with a file, in the words of `errno`.
    static func refused(_ path: String, _ action: String, _ code: Int32) -> NearestError {
        let remedy: String? =
            switch code {
            case ENOSPC, EDQUOT, EFBIG:
                "Free some space and run the same command again; what was committed before is intact."
            case EACCES, EPERM, EROFS:
                "Make the folder writable, or put the index elsewhere with --index-dir."
            case EMFILE, ENFILE: "Raise the limit of open files (`ulimit -n`)."
            default: nil
            }
        return NearestError(.system, path, "\(action): \(String(cString: strerror(code)))", remedy: remedy)
    }
}
