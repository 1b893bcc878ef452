import Dispatch
import NearestCore
import Synchronization

/// The worker processes: started when they are needed, kept between files, and never more than so many.
final class WorkerPool: Sendable {
    private let program: WorkerProgram
    private let folder: [UInt8]
    private let limits: ExtractionLimits
    private let idle = Mutex<[WorkerProcess]>([])
    /// How many more may be borrowed.
    private let places = DispatchSemaphore(value: 0)

    /// In seconds: on a machine that has much else to do.
    private static let startingTime = 60.0

    init(_ program: WorkerProgram, folder: [UInt8], limits: ExtractionLimits, count: Int) {
        self.program = program
        self.folder = folder
        self.limits = limits
        for _ in 0..<max(1, count) { places.signal() }
    }

    deinit {
        for worker in idle.withLock({ $0 }) { worker.end() }
    }

    /// Waits until one is free. It must be given back.
    ///
    /// - Parameter fresh: one that has read nothing yet.
    /// - Throws: `NearestError(.system)` when none can be started; `CancellationError`.
    func borrow(fresh: Bool, cancellation: Cancellation) throws -> WorkerProcess {
        while places.wait(timeout: .now() + .milliseconds(50)) == .timedOut { try cancellation.check() }
        do {
            if let worker = idle.withLock({ $0.popLast() }) {
                if !fresh || worker.isFresh { return worker }
                worker.end()
            }
            return try start(cancellation).worker
        } catch {
            places.signal()
            throw error
        }
    }

    /// Takes a worker back. One that is worn or has ended makes room for another.
    func giveBack(_ worker: WorkerProcess, isUsable: Bool) {
        if isUsable, !worker.isWorn {
            idle.withLock { $0.append(worker) }
        } else {
            worker.end()
        }
        places.signal()
    }

    /// Starts one, which has confined itself when this returns.
    ///
    /// - Throws: `NearestError(.system)`, `CancellationError`.
    func start(_ cancellation: Cancellation) throws -> (worker: WorkerProcess, confinement: Confinement) {
        let worker: WorkerProcess
        do {
            worker = try WorkerProcess(program)
        } catch let failure as Pipe.Failure {
            throw cannotStart(failure.reason)
        } catch ChildProcess.Failure.refused(let reason) {
            throw cannotStart(reason)
        } catch {
            throw cannotStart("the program is not there")
        }
        do {
            var patience = WorkerPatience(silent: Self.startingTime, total: Self.startingTime)
            let begin = WorkerRequest.Begin(folder: .init(folder), limits: limits)
            try worker.send(.begin(begin), patience: &patience, cancellation: cancellation)
            let frame = try worker.next(patience: &patience, cancellation: cancellation)
            guard frame.kind == .ready else { throw WorkerFault.nonsense("another answer than the first") }
            return (worker, try frame.decoded())
        } catch let error as CancellationError {
            worker.end()
            throw error
        } catch {
            worker.end(patiently: true)
            let last = worker.messagesSaid.split(whereSeparator: \.isNewline).last.map(String.init)
            throw cannotStart(last ?? "it gives no sensible answer")
        }
    }

    private func cannotStart(_ reason: String) -> NearestError {
        NearestError(
            .system, program.path, "a process that reads files could not be started (\(reason))",
            remedy: "`nearest doctor` says more; is there memory, and room for processes?")
    }
}
