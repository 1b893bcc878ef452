import Dispatch
import NearestCore

/// Lets one thread at a time do work that takes long; those that wait can be called off.
final class Turn: Sendable {
    private let place = DispatchSemaphore(value: 1)

    /// - Throws: `CancellationError` while waiting; what `body` throws.
    func take<Result>(_ cancellation: Cancellation, _ body: () throws -> Result) throws -> Result {
        while place.wait(timeout: .now() + .milliseconds(50)) == .timedOut { try cancellation.check() }
        defer { place.signal() }
        try cancellation.check()
        return try body()
    }
}
