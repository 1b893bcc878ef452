import NearestCore
import Tokenizers

/// A text model: its tokenizer at once, and its network when the first text is encoded, since a run that finds
/// nothing new needs none.
final class TextEncoder: Encoder, TokenCounter {
    let space: Space
    let passageTokenLimit: Int

    private let tokenizer: Tokenizer
    private let network: LoadedOnce<TextNetwork>
    private let maximumTokens: Int

    init(_ model: TextModel, precision: Precision) throws {
        let tokenizer = try Tokenizer(contentsOf: model.tokenizerFile())
        space = try model.space(precision: precision)
        network = LoadedOnce { try TextNetwork(model, precision: precision) }
        maximumTokens = model.maximumTokens
        passageTokenLimit = max(1, model.maximumTokens - tokenizer.specialTokenCount)
        self.tokenizer = tokenizer
    }

    var tokenCounter: (any TokenCounter)? { self }

    func encode(
        _ inputs: [EncoderInput], purpose: EncodingPurpose, cancellation: Cancellation
    ) throws -> VectorBatch {
        var sequences: [[Int32]] = []
        sequences.reserveCapacity(inputs.count)
        for input in inputs {
            try cancellation.check()
            guard case .text(let text) = input else {
                throw NearestError(
                    .invalidArgument, space.model, "this model reads text, not \(input.modality.rawValue)",
                    remedy: "Choose another with --model; `nearest models` says what each is for.")
            }
            sequences.append(tokenizer.encode(text, maximumLength: maximumTokens).ids)
        }
        return try network.value.embed(sequences, cancellation: cancellation)
    }

    func tokenCount(of text: some StringProtocol) -> Int {
        tokenizer.tokenCount(of: text)
    }
}
