import NearestCore

/// How far fetching a model is.
package struct PullProgress: Sendable {
    package var model: String
    /// What is happening, where that is not receiving: `asking the hub`, or a wait and its reason.
    package var note: String?
    package var filesDone = 0
    package var files = 0
    /// What is here, from this run or an earlier one.
    package var bytesDone = 0
    /// Of all files whose size the hub told.
    package var bytes = 0
    /// Of this run, over the last seconds; 0 while nothing can be said.
    package var bytesPerSecond = 0.0

    package var secondsLeft: Double? {
        bytesPerSecond > 0 && bytes > bytesDone ? Double(bytes - bytesDone) / bytesPerSecond : nil
    }
}
