import Glibc
import FileAccess
import NearestCore
import Synchronization

/// A program that reads a file from its standard input and writes text, within limits of time and size.
///
/// Written on `posix_spawn` and `poll` because extraction blocks its caller: a library that runs children on Swift's
/// cooperative pool could not go on when the threads of that pool all wait for children.
struct ChildProgram: Sendable {
    struct Output: Sendable {
        var text: [UInt8] = []
        /// What the program said on standard error, as far as anybody would read it.
        var messages: [UInt8] = []
        /// The exit status; nil when a signal ended the program.
        var status: Int32?
    }

    enum Failure: Error, Hashable {
        case notInstalled
        case outOfTime
        case tooMuchOutput
        case cannotRun(String)
    }

    let name: String
    let arguments: [String]
    let seconds: Double
    let maximumOutputBytes: Int

    private static let maximumMessageBytes = 1 << 16

    /// Runs the program and waits for it.
    ///
    /// - Throws: `Failure`, or `CancellationError`; the child has ended by then.
    func run(on file: borrowing RegularFile, cancellation: Cancellation) throws -> Output {
        let deadline = ContinuousClock.now + .seconds(seconds)
        let (child, text, messages) = try start(on: file.descriptor)
        var hasEnded = false
        defer { if !hasEnded { Self.end(child) } }
        var output = Output()
        var open = [text.reading, messages.reading]
        while !open.isEmpty {
            try check(deadline, cancellation)
            for ready in Self.readable(open) {
                let isText = ready == text.reading
                let piece = Self.read(ready)
                if piece.isEmpty { open.removeAll { $0 == ready } }
                if isText {
                    output.text.append(contentsOf: piece)
                    if output.text.count > maximumOutputBytes { throw Failure.tooMuchOutput }
                } else {
                    output.messages.append(
                        contentsOf: piece.prefix(Self.maximumMessageBytes - output.messages.count))
                }
            }
        }
        var status: Int32 = 0
        while waitpid(child, &status, WNOHANG) == 0 {
            try check(deadline, cancellation)
            usleep(2000)
        }
        hasEnded = true
        output.status = status & 0x7F == 0 ? status >> 8 & 0xFF : nil
        return output
    }

    /// One at a time: a child that another thread starts between the making of a pipe and its marking would hold
    /// its writing end open.
    private static let starting = Mutex(())

    private func start(on input: Int32) throws -> (child: pid_t, text: Pipe, messages: Pipe) {
        try Self.starting.withLock { _ in
            let text = try Pipe()
            let messages = try Pipe()
            let child = try spawn(input: input, output: text.writing, messages: messages.writing)
            text.closeWriting()
            messages.closeWriting()
            return (child, text, messages)
        }
    }

    private func check(_ deadline: ContinuousClock.Instant, _ cancellation: Cancellation) throws {
        try cancellation.check()
        if ContinuousClock.now >= deadline { throw Failure.outOfTime }
    }

    /// Starts the program in a process group of its own, so that Ctrl-C ends this program and not, before it, a
    /// child whose file would then look damaged. It gets a small environment and signals as they are by
    /// default.
    private func spawn(input: Int32, output: Int32, messages: Int32) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, messages, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        posix_spawnattr_setflags(&attributes, Int16(flags))
        let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin"
        var child = pid_t()
        let problem = Self.withStrings([name] + arguments) { words in
            Self.withStrings(["PATH=" + path, "LC_ALL=C.UTF-8"]) { environment in
                posix_spawnp(&child, name, &actions, &attributes, words, environment)
            }
        }
        if problem == ENOENT { throw Failure.notInstalled }
        if problem != 0 { throw Failure.cannotRun(String(cString: strerror(problem))) }
        return child
    }

    /// Kills a child with everything it started, and waits until it is gone.
    private static func end(_ child: pid_t) {
        kill(-child, SIGKILL)
        while waitpid(child, nil, 0) < 0, errno == EINTR {}
    }

    /// Waits a moment for something to read.
    private static func readable(_ descriptors: [Int32]) -> [Int32] {
        var polled = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        let count = poll(&polled, nfds_t(polled.count), 50)
        return count > 0 ? polled.filter { $0.revents != 0 }.map(\.fd) : []
    }

    /// What is there to read; empty at the end.
    private static func read(_ descriptor: Int32) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, filled in
            var count = -1
            repeat {
                count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            } while count < 0 && errno == EINTR
            filled = max(0, count)
        }
    }

    /// Calls `body` with the strings as C's null-terminated vector.
    private static func withStrings<R>(
        _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> R
    ) -> R {
        let copies = strings.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        var vector = copies + [nil]
        return body(&vector)
    }
}

extension ChildProgram {
    /// A pipe whose ends close with it.
    private final class Pipe {
        let reading: Int32
        private(set) var writing: Int32

        init() throws {
            var ends: [Int32] = [-1, -1]
            guard pipe(&ends) == 0 else { throw Failure.cannotRun(String(cString: strerror(errno))) }
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            (reading, writing) = (ends[0], ends[1])
        }

        func closeWriting() {
            if writing >= 0 { close(writing) }
            writing = -1
        }

        deinit {
            close(reading)
            closeWriting()
        }
    }
}
