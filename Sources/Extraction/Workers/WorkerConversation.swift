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

    init(_ worker: WorkerProcess, _ patience: WorkerPatience, file: CorpusPath, cancellation: Cancellation) {
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
            switch frame.kind {
            case .alive: continue
            case .failure: throw Refusal(error: try frame.decoded(WireFailure.self).error(about: file))
            default: return frame
            }
        }
    }
}
