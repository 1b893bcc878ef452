/// Joins continuations to what they continue, and puts spaces between words.
struct WordPieceDecoder: Decoder {
    let prefix: [UInt32]
    let cleansUp: Bool

    /// English as it is spelt: no space before punctuation and in contractions.
    private static let spellings = [
        (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"), (" 'm", "'m"),
        (" do not", " don't"), (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
    ].map { (RawText.scalars(of: $0), RawText.scalars(of: $1)) }

    func decode(_ tokens: [[UInt32]]) -> [[UInt32]] {
        tokens.enumerated().map { index, token in
            var piece = token
            if index > 0 {
                piece = token.starts(with: prefix) ? Array(token.dropFirst(prefix.count)) : [0x20] + token
            }
            guard cleansUp else { return piece }
            return Self.spellings.reduce(piece) { $0.replacing($1.0, with: $1.1) }
        }
    }
}
