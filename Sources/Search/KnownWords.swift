import NearestCore

/// Whether a model knows the words of a question: a tokenizer that was made with a language has its words whole, and
/// takes gibberish apart into pieces of a letter or three.
///
/// With all-MiniLM-L6-v2, of a hundred questions those in plain words have 1 to 1.7 pieces a word, and what means nothing
/// has 2 to 8; so have rare names, which the full text knows or does not.
enum KnownWords {
    private static let mostPieces = 1.9
    /// A model sees no more of a question.
    private static let longest = 512

    /// - Parameter counter: nil for a model that reads no words.
    static func areKnown(_ text: String, to counter: (any TokenCounter)?) -> Bool {
        guard let counter else { return true }
        let beginning = String(text.prefix(longest))
        let words = WordSplitter.words(of: beginning).count
        return words > 0 && Double(counter.tokenCount(of: beginning)) < mostPieces * Double(words)
    }
}
