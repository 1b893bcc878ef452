import NearestCore

/// Counts as WordPiece does, roughly: a word costs one token for every four scalars, an ideograph one token each.
struct TestCounter: TokenCounter {
    var passageTokenLimit = 64

    func tokenCount(of text: some StringProtocol) -> Int {
        var tokens = 0
        var word = 0
        for scalar in text.unicodeScalars {
            if scalar.properties.isWhitespace {
                word = 0
            } else if scalar.value >= 0x3000 && scalar.value < 0xFF00 {
                tokens += 1
                word = 0
            } else {
                if word % 4 == 0 { tokens += 1 }
                word += 1
            }
        }
        return tokens
    }
}

/// A counter whose counts are not additive: two texts side by side cost more than each alone.
struct GreedyCounter: TokenCounter {
    var passageTokenLimit = 40

    func tokenCount(of text: some StringProtocol) -> Int {
        let words = text.split(whereSeparator: \.isWhitespace).count
        return words + words / 3 + text.unicodeScalars.count / 50
    }
}

/// Every scalar of UTF-8 costs its bytes.
struct ByteCounter: TokenCounter {
    var passageTokenLimit = 30

    func tokenCount(of text: some StringProtocol) -> Int { text.utf8.count }
}
