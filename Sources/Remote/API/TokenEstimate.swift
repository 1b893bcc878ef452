import NearestCore

/// An estimate from above of how many tokens a server's model will count in a text. Its tokenizer is not known
/// here, and a text that turns out too long is refused whole, while one that is cut a little early is not harmed.
///
/// A token is counted for every three letters of an ASCII word or part of them, for every digit and every other
/// ASCII sign, for every run of spaces after the first space, and, beyond ASCII, for every byte of UTF-8 but one.
/// Beside BERT's WordPiece and Whisper's byte pairs, English prose comes to not quite twice its tokens, program
/// text to a tenth more, and sentences in ten other languages to one to three times; only words of random letters
/// come out short.
struct TokenEstimate: TokenCounter {
    let passageTokenLimit: Int

    /// Passages that are longer find less, whatever a server would take.
    private static let longestPassage = 512

    /// - Parameter tokens: what the server takes of one text, prompt excluded.
    init(maximumTokens tokens: Int) {
        passageTokenLimit = max(1, min(tokens, Self.longestPassage))
    }

    func tokenCount(of text: some StringProtocol) -> Int {
        var run = Run()
        return text.unicodeScalars.reduce(0) { $0 + run.tokens($1) }
    }

    /// The longest beginning of `text` that is estimated at no more than `limit` tokens.
    static func beginning(of text: String, upTo limit: Int) -> String {
        // Every scalar may be a token, and none is more than three.
        if text.utf8.count <= limit { return text }
        var run = Run()
        var tokens = 0
        var end = text.unicodeScalars.startIndex
        for index in text.unicodeScalars.indices {
            tokens += run.tokens(text.unicodeScalars[index])
            if tokens > limit { return String(text.unicodeScalars[..<end]) }
            end = text.unicodeScalars.index(after: index)
        }
        return text
    }

    /// What came just before.
    private struct Run {
        private var letters = 0
        private var spaces = 0

        /// How many tokens one more scalar brings.
        mutating func tokens(_ scalar: Unicode.Scalar) -> Int {
            let isSpace = scalar == " "
            spaces = isSpace ? spaces + 1 : 0
            guard scalar.isASCII, scalar.properties.isAlphabetic else {
                letters = 0
                if isSpace { return spaces == 2 ? 1 : 0 }
                return max(1, UTF8.width(scalar) - 1)
            }
            letters += 1
            return letters % 3 == 1 ? 1 : 0
        }
    }
}
