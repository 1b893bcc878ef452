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
    private let prompts: Prompts
    private let tokenizerFile: String
    private let vocabulary: Int?

    /// Texts that one thread turns into tokens before it asks for more.
    private static let tokenizedAtOnce = 64

    /// - Throws: `NearestError(.invalidArgument)` for a prompt that leaves no room for a text.
    init(_ model: TextModel, precision: Precision, prompts: Prompts) throws {
        // The first one is the vocabulary.
        tokenizerFile = try model.folder.tokenizerFiles()[0]
        vocabulary = model.vocabulary
        let tokenizer = try Tokenizer(contentsOf: model.folder.path, loweringCase: model.settings.lowercases)
        space = try model.space(precision: precision, prompts: prompts)
        network = TextNetwork(model, precision: precision)
        maximumTokens = model.longestSequence
        let room = PromptRoom(tokenizer, maximumTokens: maximumTokens, model: model.folder.id)
        _ = try room.left(by: prompts.query)
        passageTokenLimit = try room.left(by: prompts.document)
        self.tokenizer = tokenizer
        self.prompts = prompts
    }

    var tokenCounter: (any TokenCounter)? { self }

    func encode(
        _ inputs: [EncoderInput], purpose: EncodingPurpose, cancellation: Cancellation
    ) throws -> VectorBatch {
        let step = Self.tokenizedAtOnce
        let processors = ProcessInfo.processInfo.activeProcessorCount
        let pieces = try Workers.map((inputs.count + step - 1) / step, limit: processors) { piece in
            try cancellation.check()
            return try inputs[piece * step..<min((piece + 1) * step, inputs.count)].map {
                try tokenIDs(of: $0, purpose)
            }
        }
        return try network.embed(
            pieces.flatMap(\.self), promptLength: promptLength(purpose), cancellation: cancellation)
    }

    func tokenCount(of text: some StringProtocol) -> Int {
        tokenizer.tokenCount(of: text)
    }

    private func tokenIDs(of input: EncoderInput, _ purpose: EncodingPurpose) throws -> [Int32] {
        guard case .text(let text) = input else {
            throw NearestError(
                .invalidArgument, space.model, "this model reads text, not \(input.modality.rawValue)",
                remedy: "Choose another with --model; `nearest models` says what each is for.")
        }
        let ids = tokenizer.encode(prompts[purpose] + text, maximumLength: maximumTokens).ids
        try UnknownToken.check(ids, vocabulary: vocabulary, tokenizer: tokenizerFile)
        return ids
    }

    /// The tokens in front of a text, special ones included. As in sentence-transformers, the prompt alone is
    /// measured, without a special token at its end.
    private func promptLength(_ purpose: EncodingPurpose) -> Int {
        if prompts[purpose].isEmpty { return 0 }
        let ids = tokenizer.encode(prompts[purpose], maximumLength: maximumTokens).ids
        return ids.count - (ids.last.map(tokenizer.isSpecial) == true ? 1 : 0)
    }
}
