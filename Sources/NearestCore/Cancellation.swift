import Synchronization

/// A request to stop, raised once from any thread and looked at between units of work.
package final class Cancellation: Sendable {
    private let raised = Atomic(false)

    package init() {}

    package func cancel() {
        raised.store(true, ordering: .relaxed)
    }

    package var isCancelled: Bool {
        raised.load(ordering: .relaxed)
    }

    /// - Throws: `CancellationError` once `cancel()` was called.
    package func check() throws {
        if isCancelled { throw CancellationError() }
    }
}
