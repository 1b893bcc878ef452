/// What an encoder is given. Images, sounds and films join text here as their towers arrive.
package enum EncoderInput: Hashable, Sendable {
    case text(String)
}

/// Which side of a search a vector is for: some models prefix the two differently.
package enum EncodingPurpose: Sendable {
    case query
    case document
}

/// Segments and queries to vectors: one model, loaded.
///
/// Calls block for as long as the network computes, so they belong on a thread of their own, never on Swift's
/// cooperative pool. Implementations are safe to call from several threads.
package protocol Encoder: TokenCounter {
    var space: Space { get }

    /// One vector an input, in the inputs' order.
    ///
    /// - Throws: `NearestError` when the model cannot take an input or fails to run;
    ///   `CancellationError` when `cancellation` was raised between two batches.
    func encode(
        _ inputs: [EncoderInput], purpose: EncodingPurpose, cancellation: Cancellation
    ) throws -> VectorBatch
}

/// How long a text is in a model's own tokens: what passages are cut by.
package protocol TokenCounter: Sendable {
    /// How many tokens of text the model sees; special tokens are already subtracted.
    var passageTokenLimit: Int { get }

    /// The tokens of `text` without special tokens and without truncation.
    func tokenCount(of text: some StringProtocol) -> Int
}
