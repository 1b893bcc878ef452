import Synchronization

/// Which call it is, for answers that differ from call to call.
final class Counter: Sendable {
    private let calls = Atomic(0)

    /// 1 for the first.
    func next() -> Int {
        calls.add(1, ordering: .relaxed).newValue
    }
}
