import Catalog
import Glibc
import NearestCore
import Synchronization
import VectorIndex

/// Makes codes and inverted lists of what a run has committed, beside the encoding and out of its way: on one thread
/// of low priority while the run lasts.
final class BackgroundUpkeep: Sendable {
    /// A store that grows.
    struct Store: Sendable {
        var folder: String
        var space: Space
        var rows: Int
    }

    private struct State {
        var thread: BackgroundThread?
        /// For each folder, how many rows it had when it was last looked after.
        var seen: [String: Int] = [:]
    }

    /// A store is looked after again when a share of this many of its rows is new.
    private static let share = 8
    private static let niceness: Int32 = 10

    private let location: CorpusLocation
    private let stop: Cancellation
    private let thresholds: Upkeep.Thresholds
    private let state = Mutex(State())

    init(location: CorpusLocation, stop: Cancellation, thresholds: Upkeep.Thresholds) {
        self.location = location
        self.stop = stop
        self.thresholds = thresholds
    }

    /// Starts looking after a store when it has grown enough and nothing else is being done.
    func committed(_ store: Store) {
        guard thresholds.concern(rows: store.rows, dimensions: store.space.dimensions) else { return }
        state.withLock { state in
            let isBusy = state.thread.map { !$0.isFinished } ?? false
            let seen = state.seen[store.folder] ?? 0
            guard !isBusy, store.rows - seen > seen / Self.share, !stop.isCancelled else { return }
            state.seen[store.folder] = store.rows
            state.thread = BackgroundThread(name: "upkeep") { [self] in
                // Of this thread alone, as Linux has it.
                _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, Self.niceness)
                try upkeep(of: store, threads: 1).bringUpToDate(cancellation: stop)
            }
        }
    }

    /// Waits for what is being made. Its errors are left to `finish`, which meets them again.
    func wait() {
        try? state.withLock { $0.thread }?.join()
    }

    /// Makes what is due of these stores, on all processors.
    ///
    /// - Throws: `CancellationError`; `.system` when the disk refuses. What is committed stays, and is searchable.
    func finish(_ stores: [StoreRecord]) throws {
        wait()
        for store in stores where thresholds.concern(rows: store.rows, dimensions: store.space.dimensions) {
            try stop.check()
            try upkeep(of: Store(folder: store.folder, space: store.space, rows: store.rows), threads: nil)
                .bringUpToDate(cancellation: stop)
        }
    }

    private func upkeep(of store: Store, threads: Int?) throws -> Upkeep {
        try Upkeep(
            folder: location.folder + "/" + store.folder, dimensions: store.space.dimensions,
            fingerprint: store.space.fingerprint, committedRows: store.rows, threads: threads,
            thresholds: thresholds)
    }
}
