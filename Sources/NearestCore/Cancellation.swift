import Synchronization

/// A request to stop, raised once from any thread and looked at between units of work.
package final class Cancellation: Sendable {
    private let raised = Atomic(false)
    private let parent: Cancellation?
    private let onLook: (@Sendable () -> Void)?

    /// - Parameters:
    ///   - parent: a wider request: when it is raised, so is this one.
    ///   - onLook: called whenever somebody looks, and so between units of work: a sign of life.
    package init(linkedTo parent: Cancellation? = nil, onLook: (@Sendable () -> Void)? = nil) {
        self.parent = parent
        self.onLook = onLook
    }

    package func cancel() {
        raised.store(true, ordering: .relaxed)
    }

    package var isCancelled: Bool {
        onLook?()
        return raised.load(ordering: .relaxed) || (parent?.isCancelled ?? false)
    }

    /// - Throws: `CancellationError` once `cancel()` was called.
    package func check() throws {
        if isCancelled { throw CancellationError() }
    }
}
