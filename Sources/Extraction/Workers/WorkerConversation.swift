import NearestCore

/// One request to one worker, and what it answers.
final class WorkerConversation {
    /// The worker says why the file gives nothing; there is nothing wrong with the worker.
    struct Refusal: Error {
        var error: NearestError
    }

    private let worker: WorkerProcess
    private let file: CorpusPath
    private let cancellation: Cancellation
    private var patience: WorkerPatience
    /// In bytes: how much more may come before it can have little to do with the file.
    private var room: Int64

    /// What any file may give, in bytes, and how many times its own size a large one.
    private static let smallestRoom: Int64 = 4 << 30
    private static let growth: Int64 = 16

    init(
        _ worker: WorkerProcess, _ patience: WorkerPatience, file: CorpusPath, bytes: Int64,
        cancellation: Cancellation
    ) {
        room = Self.smallestRoom + Self.growth * min(max(0, bytes), 1 << 50)
        self.worker = worker
        self.patience = patience
        self.file = file
        self.cancellation = cancellation
    }

    /// - Throws: `WorkerFault`, `CancellationError`.
    func begin(_ request: WorkerRequest) throws {
        try worker.send(request, patience: &patience, cancellation: cancellation)
    }

    /// The next frame that says something.
    ///
    /// - Throws: `Refusal`, `WorkerFault`, `WorkerFrameParser.Nonsense`, `CancellationError`.
    func next() throws -> WorkerFrame {
        while true {
            let frame = try worker.next(patience: &patience, cancellation: cancellation)
            room -= Int64(WorkerFrame.headerLength + frame.control.count + frame.payload.count)
            if room < 0 { throw WorkerFault.nonsense("more than the file can hold") }
            switch frame.kind {
            case .alive: continue
            case .failure: throw Refusal(error: try frame.decoded(WireFailure.self).error(about: file))
            default: return frame
            }
        }
    }
}
