import Glibc
import NearestCore

/// The right to write an index, held by one process at a time.
///
/// An advisory lock on the file `lock`, which also names its holder. The kernel releases it when the process
/// ends in whatever way, so a crash leaves no stale lock behind.
package final class WriterLock: Sendable {
    private let descriptor: Int32

    /// - Throws: `NearestError` with `.locked`, naming the process that holds the lock.
    package init(folder: String) throws {
        let path = folder + "/lock"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw NearestError(
                .system, path, "cannot be opened (\(String(cString: strerror(errno))))",
                remedy: "Check the folder's permissions, or name another with --index-dir.")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let holder = Self.holder(of: descriptor)
            close(descriptor)
            throw NearestError(
                .locked, folder, "process \(holder ?? "?") is writing this index",
                remedy: "Wait until it is done, or stop it; searching works meanwhile.")
        }
        let text = "\(getpid())\n"
        ftruncate(descriptor, 0)
        pwrite(descriptor, text, text.utf8.count, 0)
    }

    deinit {
        ftruncate(descriptor, 0)
        // A program that is being started has the file open too, until it has become another.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    private static func holder(of descriptor: Int32) -> String? {
        var buffer = [UInt8](repeating: 0, count: 32)
        let length = pread(descriptor, &buffer, buffer.count, 0)
        guard length > 0 else { return nil }
        return String(decoding: buffer[..<length].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }
}
