import Glibc
import NearestCore

/// An exclusive lock between processes, held from its making until it is let go of.
final class FileLock {
    private let descriptor: Int32

    /// Waits until no other process holds the lock at `path`.
    init(_ path: String) throws {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw Disk.failure(path, "cannot be opened") }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else {
                let failure = Disk.failure(path, "cannot be locked")
                close(descriptor)
                throw failure
            }
        }
    }

    deinit {
        // A process that is being started has the file open too, until it has become another program.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}
