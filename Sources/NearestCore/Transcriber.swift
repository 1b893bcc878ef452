/// Speech to text: one model, loaded.
///
/// Calls block for as long as the network computes, so they belong on a thread of their own. Implementations
/// are safe to call from several threads.
package protocol Transcriber: Sendable {
    /// What is said in a sound, in the order of time.
    ///
    /// - Parameters:
    ///   - clip: of any length, at the model's rate.
    ///   - language: as its code in ISO 639, such as `en`; nil for what the model hears.
    /// - Throws: `NearestError` when the model does not know the language, cannot take the clip or fails to
    ///   run; `CancellationError` when `cancellation` was raised between two steps.
    func transcript(
        of clip: AudioClip, language: String?, cancellation: Cancellation
    ) throws -> [TranscriptPiece]
}

/// A stretch of speech: in most cases a sentence or a part of one.
package struct TranscriptPiece: Hashable, Sendable {
    /// In seconds from the clip's beginning.
    package var start: Double
    package var end: Double
    package var text: String

    package init(start: Double, end: Double, text: String) {
        self.start = start
        self.end = end
        self.text = text
    }
}
