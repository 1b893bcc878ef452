import Foundation
import NearestCore

/// A file that is written piece by piece and takes its name when it is whole. What is no plain file, such as a pipe, is
/// written through.
final class OutputFile {
    private static let bufferBytes = 1 << 20

    private let path: String
    /// Where the bytes go until the end; the path itself where they are written through.
    private let written: String
    private var descriptor: Int32
    private var buffer: [UInt8] = []

    /// - Throws: `NearestError` with `.system`.
    init(path: String) throws {
        self.path = path
        var status = stat()
        let isPlain = stat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG
        written = isPlain ? path + ".unfinished" : path
        descriptor = open(written, O_WRONLY | O_CLOEXEC | (isPlain ? O_CREAT | O_TRUNC : 0), 0o666)
        if descriptor < 0 { throw refused() }
        buffer.reserveCapacity(Self.bufferBytes)
    }

    /// Takes away what was not finished.
    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
        if written != path { unlink(written) }
    }

    func write(_ bytes: [UInt8]) throws {
        buffer.append(contentsOf: bytes)
        if buffer.count >= Self.bufferBytes { try flush() }
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        buffer.append(contentsOf: bytes)
        if buffer.count >= Self.bufferBytes { try flush() }
    }

    func finish() throws {
        try flush()
        guard close(descriptor) == 0, written == path || rename(written, path) == 0 else { throw refused() }
        descriptor = -1
    }

    private func flush() throws {
        var done = 0
        while done < buffer.count {
            let count = buffer.withUnsafeBytes { bytes in
                Foundation.write(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw refused() }
            done += count
        }
        buffer.removeAll(keepingCapacity: true)
    }

    private func refused() -> NearestError {
        NearestError(.system, path, "cannot be written (\(String(cString: strerror(errno))))")
    }
}
