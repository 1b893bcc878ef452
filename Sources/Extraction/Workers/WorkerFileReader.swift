import FoundationEssentials
import Glibc
import NearestCore

/// Reads files in worker processes, which may crash, hang or eat memory: that costs the file, and nothing else.
///
/// A worker can read below one folder only and reach nothing else (`Confinement`). Nothing that it says is believed
/// before it is looked at: a file may have taken it over.
package final class WorkerFileReader: FileReading {
    private let limits: ExtractionLimits
    private let pool: WorkerPool

    /// - Parameters:
    ///   - program: what a worker runs: it must call `ExtractionWorker.run`.
    ///   - folder: the absolute path of the folder whose files are read.
    ///   - count: how many may run at once.
    package init(
        folder: String, limits: ExtractionLimits = ExtractionLimits(), count: Int = standardCount,
        program: WorkerProgram = .same
    ) {
        self.limits = limits
        pool = WorkerPool(program, folder: Array(folder.utf8), limits: limits, count: count)
    }

    /// As many as there are processors, up to four: beyond that the disk and the catalog are what is waited for.
    package static var standardCount: Int { min(max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))), 4) }

    package func read(
        _ file: FileToRead, cancellation: Cancellation, emit: (ExtractedItem) throws -> Void
    ) throws -> [String] {
        var emitted = 0
        return try ask(for: file, { .read(file, seconds: $0) }, cancellation) { conversation in
            var seen = 0
            while true {
                let frame = try conversation.next()
                switch frame.kind {
                case .item:
                    let item = try WireItem.item(in: frame)
                    seen += 1
                    // Those before were emitted when another worker read the file.
                    guard seen > emitted else { continue }
                    emitted = seen
                    try emit(item)
                case .done: return try frame.decoded([String].self)
                default: throw WorkerFault.nonsense("an answer to something else")
                }
            }
        }
    }

    package func media(
        _ piece: MediaPiece, cancellation: Cancellation, prepare: (PixelImage) throws -> PixelImage
    ) throws -> EncoderInput {
        try ask(for: piece.file, { .decode(piece, seconds: $0) }, cancellation) { conversation in
            var pictures: [PixelImage] = []
            while true {
                let frame = try conversation.next()
                switch frame.kind {
                case .picture: pictures.append(try prepare(WireMedia.picture(in: frame)))
                case .media: return try WireMedia.input(in: frame, form: piece.form, pictures: pictures)
                default: throw WorkerFault.nonsense("an answer to something else")
                }
            }
        }
    }

    /// What the kernel keeps workers from, and what one could do all the same when it tried.
    ///
    /// - Throws: `NearestError(.system)` when none can be started.
    package func confinement(
        _ probe: ConfinementProbe, cancellation: Cancellation
    ) throws -> (confinement: Confinement, escapes: [String]) {
        let (worker, confinement) = try pool.start(cancellation)
        defer { worker.end() }
        var patience = WorkerPatience(limits, bytes: 0)
        do {
            try worker.send(.probe(probe), patience: &patience, cancellation: cancellation)
            let frame = try worker.next(patience: &patience, cancellation: cancellation)
            guard frame.kind == .escapes else { throw WorkerFault.nonsense("an answer to something else") }
            return (confinement, try frame.decoded())
        } catch let error as CancellationError {
            throw error
        } catch {
            throw NearestError(.system, "worker", "gives no answer when asked what it may do")
        }
    }

    /// Asks one worker, and a fresh one once more when the first may have been broken by what it read before.
    private func ask<Answer>(
        for file: FileToRead, _ request: (UInt64) -> WorkerRequest, _ cancellation: Cancellation,
        _ body: (WorkerConversation) throws -> Answer
    ) throws -> Answer {
        let bytes = Self.size(of: file.path)
        let patience = WorkerPatience(limits, bytes: bytes)
        let request = request(UInt64(clamping: Int(patience.total.rounded(.up))))
        var isSecond = false
        while true {
            let worker = try pool.borrow(fresh: isSecond, cancellation: cancellation)
            let isFirstFile = worker.isFresh
            do {
                let conversation = WorkerConversation(
                    worker, patience, file: file.name, bytes: bytes, cancellation: cancellation)
                try conversation.begin(request)
                let answer = try body(conversation)
                pool.giveBack(worker, isUsable: true)
                return answer
            } catch let refusal as WorkerConversation.Refusal {
                pool.giveBack(worker, isUsable: true)
                throw refusal.error
            } catch {
                let fault = Self.fault(error)
                let ending = worker.end(patiently: fault == .closed)
                let messages = worker.messagesSaid
                pool.giveBack(worker, isUsable: false)
                guard let fault else { throw error }
                if !isFirstFile, !isSecond, fault.mayBeInherited {
                    isSecond = true
                    continue
                }
                throw NearestError(
                    .unreadable, file.name.display,
                    fault.problem(ending: ending, messages: messages, limits: limits),
                    mayPass: fault.mayPass(ending: ending))
            }
        }
    }

    private static func fault(_ error: any Error) -> WorkerFault? {
        switch error {
        case let fault as WorkerFault: fault
        case let nonsense as WorkerFrameParser.Nonsense: .nonsense(nonsense.problem)
        default: nil
        }
    }

    private static func size(of path: [UInt8]) -> Int64 {
        var status = stat()
        return stat(path.map { CChar(bitPattern: $0) } + [0], &status) == 0 ? Int64(status.st_size) : 0
    }
}
