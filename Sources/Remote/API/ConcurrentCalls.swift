import Foundation
import Synchronization

/// Blocking calls that run at once. They wait for a server and not for a processor, so there may be more of them
/// than processors, each on a thread of its own.
enum ConcurrentCalls {
    private struct State<Result: Sendable> {
        var next = 0
        var results: [Int: Result] = [:]
        var error: (any Error)?
    }

    /// Calls `body` once for every index below `count`, at most `limit` at a time.
    ///
    /// - Returns: the results in the order of the indices.
    /// - Throws: the first error that `body` threw; calls that had not begun by then are left out.
    static func map<Result: Sendable>(
        _ count: Int, limit: Int, _ body: @escaping @Sendable (Int) throws -> Result
    ) throws -> [Result] {
        if count <= 1 || limit <= 1 { return try (0..<count).map(body) }
        let state = Shared(State<Result>())
        let finished = DispatchSemaphore(value: 0)
        let threads = min(limit, count)
        for number in 0..<threads {
            let thread = Thread {
                defer { finished.signal() }
                while let index = state.take(below: count) { state.keep(index, Swift.Result { try body(index) }) }
            }
            thread.name = "request \(number)"
            thread.start()
        }
        for _ in 0..<threads { finished.wait() }
        return try state.all(count)
    }

    private final class Shared<Result: Sendable>: Sendable {
        private let state: Mutex<State<Result>>

        init(_ state: State<Result>) {
            self.state = Mutex(state)
        }

        func take(below count: Int) -> Int? {
            state.withLock { state in
                guard state.next < count, state.error == nil else { return nil }
                defer { state.next += 1 }
                return state.next
            }
        }

        func keep(_ index: Int, _ result: Swift.Result<Result, any Error>) {
            state.withLock { state in
                switch result {
                case .success(let value): state.results[index] = value
                case .failure(let error):
                    // Calls that are cancelled because one failed do not hide why.
                    if state.error == nil || state.error is CancellationError { state.error = error }
                }
            }
        }

        func all(_ count: Int) throws -> [Result] {
            try state.withLock { state in
                if let error = state.error { throw error }
                return (0..<count).compactMap { state.results[$0] }
            }
        }
    }
}
