import Dispatch
import Synchronization

/// What a function says of several numbers when several threads ask it.
final class ConcurrentResults: Sendable {
    private let results: Mutex<[String]>

    init(count: Int, _ body: @Sendable (Int) -> String) {
        results = Mutex([String](repeating: "", count: count))
        DispatchQueue.concurrentPerform(iterations: count) { index in
            let result = body(index)
            results.withLock { $0[index] = result }
        }
    }

    var all: [String] { results.withLock { $0 } }
}
