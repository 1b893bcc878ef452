import Dispatch
import NearestCore
import Synchronization

/// Counts what comes in and reports it, from whichever thread it comes in on.
final class PullMeter: Sendable {
    private struct State {
        var progress: PullProgress
        /// When how many bytes of this run had come: what the rate is taken from, some seconds back.
        var samples: [(seconds: Double, bytes: Int)] = []
        var received = 0
    }

    private let state: Mutex<State>
    private let report: @Sendable (PullProgress) -> Void

    /// What the rate is an average over, in seconds.
    private static let window = 5.0

    init(model: String, report: @escaping @Sendable (PullProgress) -> Void) {
        state = Mutex(State(progress: PullProgress(model: model, note: "asking the hub")))
        self.report = report
    }

    /// Of this run.
    var received: Int { state.withLock { $0.received } }

    func change(_ body: (inout PullProgress) -> Void) {
        let progress = state.withLock { state in
            body(&state.progress)
            return state.progress
        }
        report(progress)
    }

    /// Bytes that lay here already.
    func found(_ count: Int) {
        change { $0.bytesDone += count }
    }

    /// Bytes that came; a negative number of them was thrown away.
    func came(_ count: Int) {
        let now = Double(DispatchTime.now().uptimeNanoseconds) / 1e9
        let progress = state.withLock { state in
            state.progress.note = nil
            state.progress.bytesDone += count
            state.received += max(0, count)
            if now - (state.samples.last?.seconds ?? 0) > 0.2 { state.samples.append((now, state.received)) }
            while state.samples.count > 2, now - state.samples[0].seconds > Self.window {
                state.samples.removeFirst()
            }
            if let first = state.samples.first, now - first.seconds > 0.5 {
                state.progress.bytesPerSecond = Double(state.received - first.bytes) / (now - first.seconds)
            }
            return state.progress
        }
        report(progress)
    }

    func waits(_ error: NearestError, _ seconds: Double) {
        change { $0.note = "\(error.problem); trying again in \(Int(seconds.rounded(.up))) s" }
    }
}
