/// Segments and queries to vectors: one model, loaded.
///
/// Calls block for as long as the network computes, so they belong on a thread of their own, never on Swift's
/// cooperative pool. Implementations are safe to call from several threads.
package protocol Encoder: Sendable {
    /// `space.modalities` says which inputs the model's towers take.
    var space: Space { get }

    /// Counts text in the model's own tokens; nil for a model that reads no text.
    var tokenCounter: (any TokenCounter)? { get }

    /// Hears recordings too long for the memory; nil for a model that takes no sound.
    var listener: (any Listener)? { get }

    /// Says which part of a film the model looks at; nil for a model that takes no films.
    var viewer: (any FilmViewer)? { get }

    /// Writes down what is said, with the same network; nil for a model that does not.
    ///
    /// - Throws: `NearestError(.brokenModel)` where what it needs for that is missing.
    func transcriber() throws -> (any Transcriber)?

    /// One vector an input, in the inputs' order.
    ///
    /// - Throws: `NearestError` when the model cannot take an input or fails to run;
    ///   `CancellationError` when `cancellation` was raised between two batches.
    func encode(
        _ inputs: [EncoderInput], purpose: EncodingPurpose, cancellation: Cancellation
    ) throws -> VectorBatch
}

extension Encoder {
    package var listener: (any Listener)? { nil }
    package var viewer: (any FilmViewer)? { nil }
    package func transcriber() throws -> (any Transcriber)? { nil }
}
