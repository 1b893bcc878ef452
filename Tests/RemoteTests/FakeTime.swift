import NearestCore
import Remote
import Synchronization

/// Time for retries that passes at once and is written down.
final class FakeTime: Sendable {
    private let waits = Mutex<[Double]>([])

    /// The seconds of each wait.
    var waited: [Double] { waits.withLock { $0 } }

    /// Without jitter: each wakes at the end of its delay but a hair.
    func policy(attempts: Int = 4) -> RetryPolicy {
        var policy = RetryPolicy()
        policy.attempts = attempts
        policy.jitter = { 1 }
        policy.pause = { [self] seconds, cancellation in
            try cancellation.check()
            waits.withLock { $0.append(seconds) }
        }
        return policy
    }
}
