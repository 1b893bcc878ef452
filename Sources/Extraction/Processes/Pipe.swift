import CSandbox
import Glibc

/// A pipe whose ends close with it, and that programs started from here do not inherit.
final class Pipe {
    struct Failure: Error {
        /// What the system says.
        var reason: String
    }

    let reading: Int32
    let writing: Int32
    private var isReadingOpen = true
    private var isWritingOpen = true

    /// - Throws: `Failure` when no more descriptors are to be had.
    init() throws(Failure) {
        var ends: [Int32] = [-1, -1]
        guard csb_pipe(&ends) == 0 else { throw Failure(reason: String(cString: strerror(errno))) }
        (reading, writing) = (ends[0], ends[1])
    }

    func closeReading() {
        if isReadingOpen { close(reading) }
        isReadingOpen = false
    }

    func closeWriting() {
        if isWritingOpen { close(writing) }
        isWritingOpen = false
    }

    /// What is there to read, at most `count` bytes of it; empty at the end.
    func read(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            var found = -1
            repeat { found = Glibc.read(reading, buffer.baseAddress, count) } while found < 0 && errno == EINTR
            filled = max(0, found)
        }
    }

    /// Writes as much as there is room for.
    ///
    /// - Returns: how many bytes were written; −1 when nobody reads any more, which is no reason to end this program.
    func write(_ bytes: some Collection<UInt8>) -> Int {
        var pipeSignal = sigset_t()
        var before = sigset_t()
        sigemptyset(&pipeSignal)
        sigaddset(&pipeSignal, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &pipeSignal, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        var written = -1
        repeat {
            written = Array(bytes).withUnsafeBytes { Glibc.write(writing, $0.baseAddress, $0.count) }
        } while written < 0 && errno == EINTR
        if written < 0, errno == EPIPE {
            var now = timespec()
            while sigtimedwait(&pipeSignal, nil, &now) < 0, errno == EINTR {}
        }
        return written
    }

    deinit {
        closeReading()
        closeWriting()
    }
}
