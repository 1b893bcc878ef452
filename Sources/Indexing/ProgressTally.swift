import Foundation
import NearestCore
import Synchronization

/// Counts a run's progress from several threads and reports it a few times a second.
final class ProgressTally: Sendable {
    private struct State {
        var progress = IndexingProgress()
        var lastReport = 0.0
        /// Moments and counts of the last commits, for the rate over a few seconds.
        var commits: [(seconds: Double, encoded: Int)] = []

        mutating func noteCommit(at seconds: Double, window: Double) {
            commits.append((seconds, progress.segmentsEncoded))
            while commits.count > 2, let first = commits.first, seconds - first.seconds > window {
                commits.removeFirst()
            }
            guard let first = commits.first else { return }
            let (encoded, time) =
                seconds > first.seconds
                ? (progress.segmentsEncoded - first.encoded, seconds - first.seconds)
                : (progress.segmentsEncoded, seconds)
            if time > 0 { progress.segmentsPerSecond = Double(encoded) / time }
        }
    }

    private static let reportInterval = 0.1
    private static let rateWindow = 8.0

    private let state = Mutex(State())
    private let start = ProcessInfo.processInfo.systemUptime
    private let report: @Sendable (IndexingProgress) -> Void

    init(report: @escaping @Sendable (IndexingProgress) -> Void) {
        self.report = report
    }

    /// Changes the progress and reports it when the last report is old enough.
    func update(now: Bool = false, _ change: (inout IndexingProgress) -> Void) {
        let elapsed = ProcessInfo.processInfo.systemUptime - start
        let due: IndexingProgress? = state.withLock { state in
            let encodedBefore = state.progress.segmentsEncoded
            change(&state.progress)
            state.progress.elapsedSeconds = elapsed
            if state.progress.segmentsEncoded != encodedBefore {
                state.noteCommit(at: elapsed, window: Self.rateWindow)
            }
            guard now || elapsed - state.lastReport >= Self.reportInterval else { return nil }
            state.lastReport = elapsed
            return state.progress
        }
        if let due { report(due) }
    }

    /// Notes that so many segments got their vectors.
    func encoded(_ count: Int) {
        update {
            $0.segmentsEncoded += count
            // While files are still read, nobody knows yet in how many spaces their segments will be.
            $0.segmentsToEncode = max($0.segmentsToEncode, $0.segmentsEncoded)
        }
    }

    /// Notes that so many segments get none in this run.
    ///
    /// - Parameter isNew: nothing was said of it before.
    func passedOver(_ count: Int, isNew: Bool) {
        update {
            $0.segmentsToEncode = max($0.segmentsEncoded, $0.segmentsToEncode - count)
            if isNew { $0.failures += count }
        }
    }

    /// Reports the end and returns it.
    func finish(cancelled: Bool) -> IndexingProgress {
        update(now: true) { $0.phase = cancelled ? .cancelled : .finished }
        return state.withLock { $0.progress }
    }
}
