import NearestCore

/// Whether a model reads the whole of a query.
enum TextLength {
    /// Unicode scalars of a token, mostly fewer: so many hold as many tokens as fit, where a text is made of words.
    private static let scalarsOfToken = 16

    /// Whether a text has more tokens than the model sees. Of a long text only the beginning is counted, where that
    /// is enough.
    static func exceeds(_ counter: any TokenCounter, _ text: String) -> Bool {
        let limit = counter.passageTokenLimit
        // A token is at least a byte.
        if text.utf8.count <= limit { return false }
        let scalars = text.unicodeScalars
        let scalarLimit = min(max(1, limit), 1 << 20) * scalarsOfToken
        if let end = scalars.index(scalars.startIndex, offsetBy: scalarLimit, limitedBy: scalars.endIndex),
            end < scalars.endIndex, counter.tokenCount(of: text[..<end]) > limit
        {
            return true
        }
        return counter.tokenCount(of: text) > limit
    }

    static func note(_ space: Space, _ counter: any TokenCounter) -> String {
        "\(space.model) reads only the first \(counter.passageTokenLimit) tokens of these words."
    }
}
