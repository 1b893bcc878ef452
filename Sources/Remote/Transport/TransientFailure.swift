import NearestCore

/// A failure that may be over when the same is tried again.
struct TransientFailure: Error {
    /// What to say when it is not.
    var error: NearestError
    /// How long the server asks to wait, in seconds.
    var retryAfter: Double?
    /// Something was won before it failed, so that patience starts anew.
    var madeProgress = false
    /// Where trying as often as usual is not worth the wait.
    var mostAttempts = Int.max
}
