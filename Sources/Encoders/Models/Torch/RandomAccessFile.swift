import Glibc
import NearestCore

/// A file that is read in pieces here and there.
final class RandomAccessFile {
    let path: String
    let byteCount: Int
    private let descriptor: Int32

    /// - Throws: `NearestError(.brokenModel)` when there is no such file.
    init(path: String) throws {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        var status = stat()
        guard descriptor >= 0, fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            let words = String(cString: strerror(errno))
            if descriptor >= 0 { close(descriptor) }
            throw NearestError(
                .brokenModel, path, "cannot be opened: \(words)",
                remedy: "Let it be readable, or fetch the model again.")
        }
        byteCount = Int(status.st_size)
    }

    deinit {
        close(descriptor)
    }

    /// - Throws: `NearestError(.brokenModel)` when the file does not have `count` bytes at `offset`.
    func read(_ offset: Int, _ count: Int) throws -> [UInt8] {
        guard offset >= 0, count >= 0, offset <= byteCount, count <= byteCount - offset else {
            throw NearestError(
                .brokenModel, path, "it ends at byte \(byteCount), inside what it promises",
                remedy: "Fetch the model again.")
        }
        return try [UInt8](unsafeUninitializedCapacity: count) { buffer, done in
            while done < count {
                let got = pread(
                    descriptor, buffer.baseAddress?.advanced(by: done), count - done, off_t(offset + done))
                if got == 0 || got < 0 && errno != EINTR {
                    throw NearestError(
                        .brokenModel, path, "cannot be read to its end", remedy: "Fetch the model again.")
                }
                done += max(0, got)
            }
        }
    }
}
