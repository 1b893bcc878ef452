import Foundation
import NearestCore
import Synchronization

/// A thread that does the newest job only: one that comes while another runs cancels it, and one that waits is
/// forgotten when a newer comes.
///
/// Searching at each keystroke needs this: an answer to an older query is worth nothing.
final class LatestWorker<Job: Sendable>: Sendable {
    private struct State {
        var waiting: Job?
        var running: Cancellation?
        var isClosed = false
    }

    private let state = Mutex(State())
    private let wake = DispatchSemaphore(value: 0)

    init(name: String, work: @escaping @Sendable (Job, Cancellation) -> Void) {
        let thread = Thread { [weak self] in
            while let (job, cancellation) = self?.next() { work(job, cancellation) }
        }
        thread.name = name
        thread.stackSize = 4 << 20
        thread.start()
    }

    func submit(_ job: Job) {
        state.withLock { state in
            state.waiting = job
            state.running?.cancel()
        }
        wake.signal()
    }

    /// Ends the thread after the job that runs.
    func close() {
        state.withLock { state in
            state.isClosed = true
            state.running?.cancel()
        }
        wake.signal()
    }

    /// Waits for a job; nil when closed.
    private func next() -> (Job, Cancellation)? {
        while true {
            wake.wait()
            let next: (Job, Cancellation)?? = state.withLock { state in
                if state.isClosed { return .some(nil) }
                guard let job = state.waiting else { return nil }
                let cancellation = Cancellation()
                state.waiting = nil
                state.running = cancellation
                return .some((job, cancellation))
            }
            if let next { return next }
        }
    }
}
