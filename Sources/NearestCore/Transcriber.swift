/// Speech to text: one model, loaded.
///
/// Calls block for as long as the network computes, so they belong on a thread of their own. Implementations
/// are safe to call from several threads.
package protocol Transcriber: Sendable {
    /// The model as people name it.
    var model: String { get }

    /// Samples a second that the model is made for.
    var rate: Int { get }

    /// What is said in a recording, in the order of time. It is read as it is heard, so that hours need no more
    /// memory than a minute.
    ///
    /// - Parameters:
    ///   - sound: of any length, at the model's rate.
    ///   - language: as its code in ISO 639, such as `en`; nil for what the model hears.
    /// - Throws: `NearestError` when the model does not know the language, the recording cannot be read on or the
    ///   network fails; `CancellationError` when `cancellation` was raised between two steps.
    func transcript(
        of sound: any SoundSource, language: String?, cancellation: Cancellation
    ) throws -> [TranscriptPiece]
}

extension Transcriber {
    /// What is said in a clip in memory.
    ///
    /// - Throws: `NearestError(.invalidArgument)` for a clip at another rate.
    package func transcript(
        of clip: AudioClip, language: String?, cancellation: Cancellation
    ) throws -> [TranscriptPiece] {
        guard clip.rate == rate else {
            throw NearestError(.invalidArgument, model, "hears sound at \(rate) Hz, not at \(clip.rate) Hz")
        }
        return try transcript(of: ClipSource(clip), language: language, cancellation: cancellation)
    }
}
