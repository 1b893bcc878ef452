import Foundation
import Inference
import NearestCore
import Synchronization

/// A file on its way here: what has come so far lies on the disk, and its digest is computed along.
final class PartialFile: Sendable {
    private struct State {
        var byteCount = 0
        var digest: RunningDigest?
    }

    private let path: String
    private let file: HubFile
    /// What errors call it: the model and the file.
    private let subject: String
    private let descriptor: Int32
    private let state = Mutex(State())
    /// Told how many bytes came; a negative number of them was thrown away. What an earlier run left is not told.
    private let received: @Sendable (Int) -> Void

    /// Opens the partial file at `path`, which need not exist, and reads what is there for the digest.
    ///
    /// - Throws: `NearestError(.system)`.
    init(path: String, file: HubFile, subject: String, received: @escaping @Sendable (Int) -> Void) throws {
        self.path = path
        self.file = file
        self.subject = subject
        self.received = received
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw Self.failure(path) }
        var digest = newDigest
        var byteCount = 0
        try Disk.forEachPiece(of: path) { piece in
            digest?.update(piece)
            byteCount += piece.count
        }
        if let expected = file.byteCount, byteCount > expected {
            guard ftruncate(descriptor, 0) == 0 else { throw Self.failure(path) }
            (byteCount, digest) = (0, newDigest)
        }
        lseek(descriptor, 0, SEEK_END)
        state.withLock { $0 = State(byteCount: byteCount, digest: digest) }
    }

    deinit { close(descriptor) }

    private var newDigest: RunningDigest? {
        file.digest.flatMap { RunningDigest($0, byteCount: file.byteCount) }
    }

    /// What is here.
    var byteCount: Int { state.withLock { $0.byteCount } }

    /// Of the whole file, where the hub said.
    var expectedCount: Int? { file.byteCount }

    /// Throws away what is here.
    func restart() throws {
        try state.withLock { state in
            guard ftruncate(descriptor, 0) == 0, lseek(descriptor, 0, SEEK_SET) == 0 else {
                throw Self.failure(path)
            }
            received(-state.byteCount)
            state = State(byteCount: 0, digest: newDigest)
        }
    }

    /// - Throws: `NearestError(.system)` when the disk is full, for example; `TransportFailure` when more comes
    ///   than was announced.
    func append(_ bytes: UnsafeRawBufferPointer) throws {
        try state.withLock { state in
            if let expected = file.byteCount, state.byteCount + bytes.count > expected {
                throw TransportFailure.tooLarge(limit: expected)
            }
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count < 0 {
                    if errno == EINTR { continue }
                    throw Self.failure(path)
                }
                let written = rest.prefix(count)
                // Counted at once, so that what is here and its digest agree even when the next write fails.
                state.digest?.update(UnsafeRawBufferPointer(rebasing: written))
                state.byteCount += count
                received(count)
                rest = rest.dropFirst(count)
            }
        }
    }

    /// Compares what has come with what was announced, and moves it to `destination`.
    ///
    /// - Throws: `NearestError(.network)` when they differ; then what has come is deleted. `TransportFailure` when
    ///   it is not all there yet.
    func finish(movingTo destination: String) throws {
        let (byteCount, computed) = state.withLock { ($0.byteCount, $0.digest?.hexadecimal) }
        if let expected = file.byteCount, byteCount < expected {
            throw TransportFailure.broken("the connection was cut")
        }
        if let announced = file.digest, let computed, computed != announced.hexadecimal {
            unlink(path)
            received(-byteCount)
            throw NearestError(
                .network, subject,
                "what arrived is not what the hub announced (\(announced.name) \(computed), not "
                    + "\(announced.hexadecimal)); it was deleted",
                remedy: "Run the same command again; if it comes to the same, something on the way changes files.")
        }
        guard fsync(descriptor) == 0, rename(path, destination) == 0 else { throw Self.failure(destination) }
    }

    static func failure(_ path: String) -> NearestError {
        let isFull = errno == ENOSPC || errno == EDQUOT
        return NearestError(
            .system, path, "cannot be written: \(String(cString: strerror(errno)))",
            remedy: isFull
                ? "Make room, or set NEAREST_MODELS_DIR to another disk; the same command goes on where it stopped."
                : "Check who may write there, or set NEAREST_MODELS_DIR to another folder.")
    }
}
