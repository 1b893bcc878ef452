import Glibc
import NearestCore
import Synchronization

/// The worker's end of the pipes.
final class WorkerConnection: Sendable {
    /// Nobody is at the other end any more.
    struct Closed: Error {}

    private let input: Int32
    private let output: Int32
    private let parser = Mutex(WorkerFrameParser())
    /// Frames must not come between the bytes of another.
    private let sending = Mutex(())

    /// Takes the standard streams for itself. What a library prints goes to standard error from then on, and what it
    /// reads is empty.
    ///
    /// - Throws: `NearestError(.system)`.
    init() throws {
        input = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
        output = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)
        let nothing = open("/dev/null", O_RDONLY | O_CLOEXEC)
        guard input >= 0, output >= 0, nothing >= 0, dup2(nothing, STDIN_FILENO) >= 0,
            dup2(STDERR_FILENO, STDOUT_FILENO) >= 0
        else { throw NearestError(.system, "worker", "has no standard streams") }
        close(nothing)
        // A closed pipe is an error of the call that writes.
        signal(SIGPIPE, SIG_IGN)
    }

    /// Waits for the next frame.
    ///
    /// - Returns: nil when there will be none any more.
    func receive() throws -> WorkerFrame? {
        try parser.withLock { parser in
            while true {
                let count = min(parser.missing, 1 << 20)
                let piece = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
                    var found = -1
                    repeat { found = read(input, buffer.baseAddress, count) } while found < 0 && errno == EINTR
                    filled = max(0, found)
                }
                if piece.isEmpty {
                    if parser.isInside { throw Closed() }
                    return nil
                }
                if let frame = try parser.add(piece) { return frame }
            }
        }
    }

    /// - Precondition: the frame fits.
    /// - Throws: `Closed`.
    func send(_ frame: WorkerFrame) throws {
        try sending.withLock { _ in
            try write(frame.header)
            try write(frame.control)
            try write(frame.payload)
        }
    }

    private func write(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = Glibc.write(output, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count > 0 {
                    rest = rest.dropFirst(count)
                } else if errno != EINTR {
                    throw Closed()
                }
            }
        }
    }
}
