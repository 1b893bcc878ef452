import Foundation
import NearestCore

/// How patient a caller is: exponential backoff with jitter, unless the server itself says how long to wait.
package struct RetryPolicy: Sendable {
    /// How often something is tried that fails without progress.
    package var attempts = 6
    /// In seconds; doubles with each failure.
    package var firstDelay = 1.0
    package var longestDelay = 60.0
    /// A server that asks for a longer wait, in seconds, is not waited for.
    package var longestAskedFor = 300.0
    /// From 0 up to 1: where in the upper half of its delay a caller wakes, so that many do not come at once.
    package var jitter: @Sendable () -> Double = { Double.random(in: 0..<1) }
    /// Waits for some seconds; throws `CancellationError` when cancelled meanwhile.
    package var pause: @Sendable (Double, Cancellation) throws -> Void = RetryPolicy.sleep

    package init() {}

    /// Tries `body` until it succeeds, fails for good, or has failed too often.
    ///
    /// - Parameter waiting: told before each wait: the failure, and the seconds.
    /// - Throws: what `body` throws; of a `TransientFailure`, its error.
    func run<Result>(
        cancellation: Cancellation, waiting: (NearestError, Double) -> Void = { _, _ in },
        _ body: () throws -> Result
    ) throws -> Result {
        var failures = 0
        while true {
            do {
                return try body()
            } catch let failure as TransientFailure {
                failures = failure.madeProgress ? 1 : failures + 1
                guard failures < min(attempts, failure.mostAttempts) else { throw failure.error }
                if let asked = failure.retryAfter, asked > longestAskedFor {
                    var error = failure.error
                    error.problem += ", and asks to wait for \(Int(min(asked, 1e9))) s"
                    throw error
                }
                let delay = failure.retryAfter ?? delay(after: failures)
                waiting(failure.error, delay)
                try pause(delay, cancellation)
            }
        }
    }

    private func delay(after failures: Int) -> Double {
        let doublings = Double(sign: .plus, exponent: min(failures - 1, 30), significand: 1)
        let delay = min(longestDelay, firstDelay * doublings)
        return delay * (0.5 + 0.5 * jitter())
    }

    private static func sleep(_ seconds: Double, _ cancellation: Cancellation) throws {
        let end = DispatchTime.now() + seconds
        while DispatchTime.now() < end {
            try cancellation.check()
            Thread.sleep(forTimeInterval: min(0.05, seconds))
        }
        try cancellation.check()
    }
}
