import FoundationEssentials
import Glibc
import NearestCore

/// One worker process, as the one that started it sees it.
///
/// `@unchecked Sendable` because it is used by one thread at a time: `WorkerPool` hands it to one borrower.
final class WorkerProcess: @unchecked Sendable {
    private let child: ChildProcess
    private let requests: Pipe
    private let answers: Pipe
    private let messages: Pipe
    private var parser = WorkerFrameParser()
    /// The last that it said on standard error.
    private var said: [UInt8] = []
    private var hasSaidAll = false
    private var ending: ChildProcess.Ending?
    /// Requests that it was given.
    private(set) var requestCount = 0

    private static let longestMessages = 16 << 10
    /// Libraries leak; so a worker is replaced after so many requests.
    private static let mostRequests = 1000
    /// And when so much memory is left from what it has read.
    private static let mostResidentBytes = 512 << 20
    /// In milliseconds: how soon a cancellation is noticed.
    private static let pollTime: Int32 = 50
    /// In seconds: how long one that has closed its end may take to end.
    private static let endingTime = 2.0

    /// Starts one.
    ///
    /// - Throws: `Pipe.Failure`, `ChildProcess.Failure`.
    init(_ program: WorkerProgram) throws {
        let (requests, answers, messages) = try (Pipe(), Pipe(), Pipe())
        let streams = ChildProcess.Streams(
            input: requests.reading, output: answers.writing, messages: messages.writing)
        child = try WorkerLauncher.shared.run {
            try ChildProcess(
                program.path, program.arguments, environment: WorkerProgram.environment, streams: streams,
                group: .session)
        }
        (self.requests, self.answers, self.messages) = (requests, answers, messages)
        requests.closeReading()
        answers.closeWriting()
        messages.closeWriting()
    }

    deinit {
        _ = end()
    }

    /// Whether it has not been asked for a file yet.
    var isFresh: Bool { requestCount == 0 }

    /// Whether another should take its place.
    var isWorn: Bool { requestCount >= Self.mostRequests || residentBytes > Self.mostResidentBytes }

    /// The last that it said on standard error.
    var messagesSaid: String { String(decoding: said, as: UTF8.self) }

    private var residentBytes: Int {
        guard let text = try? String(contentsOfFile: "/proc/\(child.identifier)/statm", encoding: .utf8),
            let pages = text.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
        else { return 0 }
        return pages * Int(getpagesize())
    }

    /// - Throws: `WorkerFault`, `CancellationError`.
    func send(_ request: WorkerRequest, patience: inout WorkerPatience, cancellation: Cancellation) throws {
        switch request {
        case .read, .decode: requestCount += 1
        case .begin, .probe: break
        }
        let frame = try request.frame()
        guard frame.fits else { throw WorkerFault.nonsense("a request beyond all bounds") }
        patience.beginWaiting()
        defer { patience.endWaiting() }
        var rest = (frame.header + frame.control + frame.payload)[...]
        while !rest.isEmpty {
            try cancellation.check()
            let events = poll([(requests.writing, POLLOUT), (messages.reading, POLLIN)])
            if events.contains(messages.reading) { listen() }
            guard events.contains(requests.writing) else {
                try patience.check()
                continue
            }
            // No more than what does not block when there is room at all.
            let count = requests.write(rest.prefix(Int(PIPE_BUF)))
            if count <= 0 { throw WorkerFault.closed }
            rest = rest.dropFirst(count)
        }
    }

    /// Waits for the next frame.
    ///
    /// - Throws: `WorkerFault`, `CancellationError`.
    func next(patience: inout WorkerPatience, cancellation: Cancellation) throws -> WorkerFrame {
        patience.beginWaiting()
        defer { patience.endWaiting() }
        while true {
            try cancellation.check()
            let events = poll([(answers.reading, POLLIN), (messages.reading, POLLIN)])
            if events.contains(messages.reading) { listen() }
            guard events.contains(answers.reading) else {
                try patience.check()
                continue
            }
            let piece = answers.read(min(parser.missing, 1 << 20))
            if piece.isEmpty { throw WorkerFault.closed }
            patience.noteSign()
            do {
                if let frame = try parser.add(piece) { return frame }
            } catch {
                throw WorkerFault.nonsense(error.problem)
            }
        }
    }

    /// Ends it, with all that it has started, and waits until it is gone.
    ///
    /// - Parameter patiently: lets one that is dying end in its own way, so that it is known how.
    @discardableResult
    func end(patiently: Bool = false) -> ChildProcess.Ending {
        if let ending { return ending }
        let deadline = SuspendingClock.now + .seconds(patiently ? Self.endingTime : 0)
        var found = child.poll()
        while found == nil, SuspendingClock.now < deadline {
            usleep(1000)
            found = child.poll()
        }
        // What it started may still be there, and then keeps the group's number from being given to others.
        child.kill()
        let ending = found ?? child.wait()
        self.ending = ending
        while !hasSaidAll, poll([(messages.reading, POLLIN)], time: 0).contains(messages.reading) { listen() }
        return ending
    }

    /// Keeps the last of what it says.
    private func listen() {
        let piece = messages.read(4096)
        hasSaidAll = piece.isEmpty
        said += piece
        if said.count > Self.longestMessages { said.removeFirst(said.count - Self.longestMessages) }
    }

    /// Waits a moment for one of these; a closed one counts as ready.
    private func poll(_ descriptors: [(Int32, Int32)], time: Int32 = pollTime) -> Set<Int32> {
        var polled = descriptors.filter { $0.0 != messages.reading || !hasSaidAll }
            .map { pollfd(fd: $0.0, events: Int16($0.1), revents: 0) }
        let count = Glibc.poll(&polled, nfds_t(polled.count), time)
        return count > 0 ? Set(polled.filter { $0.revents != 0 }.map(\.fd)) : []
    }
}
