import Synchronization

/// A request to stop, raised once from any thread and looked at between units of work.
package final class Cancellation: Sendable {
    private let raised = Atomic(false)
    private let parent: Cancellation?

    /// - Parameter parent: a wider request: when it is raised, so is this one.
    package init(linkedTo parent: Cancellation? = nil) {
        self.parent = parent
    }

    package func cancel() {
        raised.store(true, ordering: .relaxed)
    }

    package var isCancelled: Bool {
        raised.load(ordering: .relaxed) || (parent?.isCancelled ?? false)
    }

    /// - Throws: `CancellationError` once `cancel()` was called.
    package func check() throws {
        if isCancelled { throw CancellationError() }
    }
}
