import Dispatch
import Synchronization

/// Work on several threads that the caller waits for.
enum Workers {
    /// Calls `body` once for every index below `count`, at most `limit` at a time, in ascending order of their
    /// beginnings.
    ///
    /// - Returns: the results in the order of the indices.
    /// - Throws: the first error that `body` threw; calls that had not begun by then are left out.
    static func map<Result: Sendable>(
        _ count: Int, limit: Int, _ body: @Sendable (Int) throws -> Result
    ) throws -> [Result] {
        if count <= 1 || limit <= 1 { return try (0..<count).map(body) }

        let state = Mutex(WorkerState<Result>())
        // Which index is the next one, until all are taken or one has failed.
        @Sendable func take() -> Int? {
            state.withLock { state in
                guard state.next < count, state.error == nil else { return nil }
                defer { state.next += 1 }
                return state.next
            }
        }
        DispatchQueue.concurrentPerform(iterations: min(limit, count)) { _ in
            while let index = take() {
                do {
                    let result = try body(index)
                    state.withLock { $0.results[index] = result }
                } catch {
                    state.withLock { $0.error = $0.error ?? error }
                }
            }
        }
        return try state.withLock { state in
            if let error = state.error { throw error }
            return (0..<count).compactMap { state.results[$0] }
        }
    }
}

/// Who has taken what, and what came of it.
private struct WorkerState<Result: Sendable> {
    var next = 0
    var results: [Int: Result] = [:]
    var error: (any Error)?
}
