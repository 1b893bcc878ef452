/// How long a text is in a model's own tokens: what passages are cut by.
package protocol TokenCounter: Sendable {
    /// How many tokens of text the model sees; special tokens are already subtracted.
    var passageTokenLimit: Int { get }

    /// The tokens of `text` without special tokens and without truncation.
    func tokenCount(of text: some StringProtocol) -> Int
}
