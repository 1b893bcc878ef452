import CSandbox
import FoundationEssentials
import Glibc
import NearestCore
import Synchronization

/// The worker's side: confines this process, and then reads files for the one at the other end of its standard streams
/// until that one has gone.
package struct ExtractionWorker {
    private let connection: WorkerConnection
    private let reader: any FileReading

    /// How often signs of life are sent at most.
    private static let interval = Duration.seconds(1)
    /// HTML can nest deeply, and its tree is walked by recursion.
    private static let stackBytes = 16 << 20

    /// Works until standard input ends. To be called while the process has one thread.
    ///
    /// - Parameter reader: makes what opens the files, after this process has been confined.
    /// - Throws: `NearestError` when nobody at the other end speaks this language, or the kernel refuses to confine;
    ///   what was asked for in a way that cannot be answered.
    package static func run(reader: (ExtractionLimits) -> any FileReading) throws {
        let connection = try WorkerConnection()
        guard let first = try connection.receive() else { return }
        guard case .begin(let begin) = try WorkerRequest(first) else {
            throw WorkerFrameParser.Nonsense(problem: "a request before the first")
        }
        let confinement = try Confinement.enter(
            folder: Array(begin.folder), memory: begin.limits.workerBytes)
        try connection.send(WorkerFrame(.ready, confinement))
        let worker = ExtractionWorker(connection: connection, reader: reader(begin.limits))
        let thread = try OwnThread(stackBytes: stackBytes) {
            guard csb_explain_crashes() == 0 else {
                throw NearestError(.system, "worker", "cannot watch itself (\(String(cString: strerror(errno))))")
            }
            while let frame = try connection.receive() { try worker.answer(WorkerRequest(frame)) }
        }
        try thread.join()
    }

    private func answer(_ request: WorkerRequest) throws {
        switch request {
        case .begin: throw WorkerFrameParser.Nonsense(problem: "a second beginning")
        case .read(let file, let seconds): try answer(within: seconds) { try read(file, cancellation: $0) }
        case .decode(let piece, let seconds): try answer(within: seconds) { try decode(piece, cancellation: $0) }
        case .probe(let probe): try connection.send(WorkerFrame(.escapes, probe.escapes()))
        }
    }

    /// Says that the request is taken up, and then sends what `body` makes, or why it makes nothing.
    private func answer(within seconds: UInt64, _ body: (Cancellation) throws -> WorkerFrame) throws {
        _ = csb_renew_processor_time(seconds)
        let life = SignsOfLife(connection: connection, interval: Self.interval)
        try connection.send(WorkerFrame(kind: .alive))
        let answer: WorkerFrame
        do {
            let frame = try body(Cancellation(onLook: { life.show() }))
            answer = frame.fits ? frame : try WorkerFrame(.failure, WireFailure(problem: Self.tooLarge))
        } catch let error as WorkerConnection.Closed {
            throw error
        } catch {
            answer = try WorkerFrame(.failure, WireFailure(error))
        }
        try connection.send(answer)
    }

    private static let tooLarge = "gives more than can be handed over at once"

    private func read(_ file: FileToRead, cancellation: Cancellation) throws -> WorkerFrame {
        let problems = try reader.read(file, cancellation: cancellation) { item in
            let frame = try WireItem.frame(of: item)
            guard frame.fits else { throw NearestError(.unreadable, file.name.display, Self.tooLarge) }
            try connection.send(frame)
        }
        return try WorkerFrame(.done, problems)
    }

    private func decode(_ piece: MediaPiece, cancellation: Cancellation) throws -> WorkerFrame {
        var sent = 0
        let input = try reader.media(piece, cancellation: cancellation) { picture in
            let frame = try WireMedia.frame(of: picture)
            guard frame.fits, sent < WireMedia.mostPictures else {
                throw NearestError(.unreadable, piece.file.name.display, Self.tooLarge)
            }
            try connection.send(frame)
            sent += 1
            return WireMedia.token(sent - 1)
        }
        return try WireMedia.frame(of: input)
    }
}

/// Tells the other end now and then that work goes on.
private final class SignsOfLife: Sendable {
    private let connection: WorkerConnection
    private let interval: Duration
    private let last = Mutex(ContinuousClock.now)

    init(connection: WorkerConnection, interval: Duration) {
        self.connection = connection
        self.interval = interval
    }

    func show() {
        let isDue = last.withLock { last in
            let now = ContinuousClock.now
            guard now - last >= interval else { return false }
            last = now
            return true
        }
        // When nobody is there any more, the next answer finds out.
        if isDue { try? connection.send(WorkerFrame(kind: .alive)) }
    }
}
