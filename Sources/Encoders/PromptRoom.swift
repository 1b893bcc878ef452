import NearestCore
import Tokenizers

/// How much of a model's input a prompt leaves to the text behind it.
struct PromptRoom {
    private let tokenizer: Tokenizer
    private let maximumTokens: Int
    private let model: String

    /// - Parameters:
    ///   - maximumTokens: of an input, special tokens included.
    ///   - model: what errors call it.
    init(_ tokenizer: Tokenizer, maximumTokens: Int, model: String) {
        self.tokenizer = tokenizer
        self.maximumTokens = maximumTokens
        self.model = model
    }

    /// The tokens that are left; at least 1.
    ///
    /// - Throws: `NearestError(.invalidArgument)` when the prompt takes them all.
    func left(by prompt: String) throws -> Int {
        let whole = max(1, maximumTokens - tokenizer.specialTokenCount)
        if prompt.isEmpty { return whole }
        let taken = tokenizer.tokenCount(of: prompt)
        guard taken < whole else {
            throw NearestError(
                .invalidArgument, model, "a prompt of \(taken) tokens leaves no room in its input of \(whole)",
                remedy: "Choose a shorter prompt.")
        }
        return whole - taken
    }
}
