import Glibc
import FileAccess
import NearestCore

/// A program that reads a file from its standard input and writes text, within limits of time and size.
///
/// The caller is blocked until the program has ended.
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
        defer {
            if !hasEnded {
                child.kill()
                _ = child.wait()
            }
        }
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
        var ending = child.poll()
        while ending == nil {
            try check(deadline, cancellation)
            usleep(2000)
            ending = child.poll()
        }
        hasEnded = true
        if case .exit(let status) = ending { output.status = status }
        return output
    }

    private func start(on input: Int32) throws -> (child: ChildProcess, text: Pipe, messages: Pipe) {
        do {
            let text = try Pipe()
            let messages = try Pipe()
            let child = try ChildProcess(
                name, arguments, environment: ["PATH=" + Self.searchPath, "LC_ALL=C.UTF-8"],
                streams: .init(input: input, output: text.writing, messages: messages.writing), group: Self.group)
            text.closeWriting()
            messages.closeWriting()
            return (child, text, messages)
        } catch let failure as Pipe.Failure {
            throw Failure.cannotRun(failure.reason)
        } catch ChildProcess.Failure.refused(let reason) {
            throw Failure.cannotRun(reason)
        } catch is ChildProcess.Failure {
            throw Failure.notInstalled
        }
    }

    private static var searchPath: String {
        getenv("PATH").map { String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin"
    }

    /// A worker leads a session of its own; what it starts stays in its group, so that both can be ended at once.
    private static var group: ChildProcess.Group { getsid(0) == getpid() ? .shared : .own }

    private func check(_ deadline: ContinuousClock.Instant, _ cancellation: Cancellation) throws {
        try cancellation.check()
        if ContinuousClock.now >= deadline { throw Failure.outOfTime }
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
}
