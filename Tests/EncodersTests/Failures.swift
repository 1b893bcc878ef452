import Synchronization

/// Counts what went wrong on several threads.
final class Failures: Sendable {
    private let counter = Atomic(0)

    func count() {
        counter.add(1, ordering: .relaxed)
    }

    var total: Int { counter.load(ordering: .relaxed) }
}
