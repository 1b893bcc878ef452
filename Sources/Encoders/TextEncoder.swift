import Foundation
import NearestCore
import Tokenizers

/// A text model: its tokenizer at once, and its network when the first text is encoded, since a run that finds
/// nothing new needs none.
final class TextEncoder: Encoder, TokenCounter {
    let space: Space
    let passageTokenLimit: Int

    private let tokenizer: Tokenizer
    private let network: TextNetwork
    private let maximumTokens: Int
    private let tokenizerFile: String
    private let vocabulary: Int?

    /// Texts that one thread turns into tokens before it asks for more.
    private static let tokenizedAtOnce = 64

    init(_ model: TextModel, precision: Precision) throws {
        tokenizerFile = try model.tokenizerFile()
        vocabulary = model.vocabulary
        let tokenizer = try Tokenizer(contentsOf: tokenizerFile)
        space = try model.space(precision: precision)
        network = TextNetwork(model, precision: precision)
        maximumTokens = model.longestSequence
        passageTokenLimit = max(1, model.longestSequence - tokenizer.specialTokenCount)
        self.tokenizer = tokenizer
    }

    var tokenCounter: (any TokenCounter)? { self }

    func encode(
        _ inputs: [EncoderInput], purpose: EncodingPurpose, cancellation: Cancellation
    ) throws -> VectorBatch {
        let step = Self.tokenizedAtOnce
        let processors = ProcessInfo.processInfo.activeProcessorCount
        let pieces = try Workers.map((inputs.count + step - 1) / step, limit: processors) { piece in
            try cancellation.check()
            return try inputs[piece * step..<min((piece + 1) * step, inputs.count)].map(tokenIDs)
        }
        return try network.embed(pieces.flatMap(\.self), cancellation: cancellation)
    }

    func tokenCount(of text: some StringProtocol) -> Int {
        tokenizer.tokenCount(of: text)
    }

    private func tokenIDs(of input: EncoderInput) throws -> [Int32] {
        guard case .text(let text) = input else {
            throw NearestError(
                .invalidArgument, space.model, "this model reads text, not \(input.modality.rawValue)",
                remedy: "Choose another with --model; `nearest models` says what each is for.")
        }
        let ids = tokenizer.encode(text, maximumLength: maximumTokens).ids
        try UnknownToken.check(ids, vocabulary: vocabulary, tokenizer: tokenizerFile)
        return ids
    }
}
