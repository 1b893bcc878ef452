import Synchronization

/// Results that several threads make, in their order.
final class SharedResults<Value: Sendable>: Sendable {
    private let results: Mutex<[Result<Value, any Error>?]>

    init(count: Int) {
        results = Mutex([Result<Value, any Error>?](repeating: nil, count: count))
    }

    func set(_ index: Int, _ result: Result<Value, any Error>) {
        results.withLock { $0[index] = result }
    }

    /// - Throws: the error that took the result's place; `CancellationError` where there is none.
    func get(_ index: Int) throws -> Value {
        guard let result = results.withLock({ $0[index] }) else { throw CancellationError() }
        return try result.get()
    }
}
