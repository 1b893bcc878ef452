import Dispatch
import Synchronization

/// A result that one thread waits for and another gives.
final class PendingAnswer: Sendable {
    private let result = Mutex<Result<WebHead, any Error>?>(nil)
    private let given = DispatchSemaphore(value: 0)

    func give(_ value: Result<WebHead, any Error>) {
        result.withLock { $0 = value }
        given.signal()
    }

    /// - Returns: whether it has been given.
    func wait(seconds: Double) -> Bool {
        given.wait(timeout: .now() + seconds) == .success
    }

    func value() throws -> WebHead {
        guard let result = result.withLock({ $0 }) else { throw TransportFailure.broken("no answer came") }
        return try result.get()
    }
}
