/// What was read from a picture.
struct RecognizedText: Hashable, Sendable {
    struct Word: Hashable, Sendable {
        var text: String
        /// 0 to 100.
        var confidence: Float
        var beginsLine: Bool
        var beginsParagraph: Bool
    }

    /// In reading order.
    var words: [Word]

    /// Below this a word is more often wrong than right.
    private static let leastConfidence: Float = 60

    /// The words that can be trusted, in lines, with blank lines between paragraphs; empty when most of what was
    /// read is noise, as it is on a photograph of grass.
    var text: String {
        let trusted = words.filter { $0.confidence >= Self.leastConfidence && Self.letters(in: $0.text) > 0 }
        let letters = trusted.reduce(0) { $0 + Self.letters(in: $1.text) }
        let all = words.reduce(0) { $0 + max(1, $1.text.unicodeScalars.count) }
        let hasWord = trusted.contains { Self.letters(in: $0.text) >= 3 }
        guard hasWord, letters >= 4, letters * 2 >= all else { return "" }
        return joined()
    }

    private func joined() -> String {
        var text = ""
        var pending = ""
        for word in words {
            // A break counts even where the word that begins the line is dropped.
            if word.beginsParagraph { pending = "\n\n" } else if word.beginsLine, pending.isEmpty { pending = "\n" }
            guard word.confidence >= Self.leastConfidence else { continue }
            if !text.isEmpty { text += pending.isEmpty ? " " : pending }
            text += word.text
            pending = ""
        }
        return text
    }

    /// Letters and digits.
    private static func letters(in text: String) -> Int {
        text.reduce(0) { $0 + ($1.isLetter || $1.isNumber ? 1 : 0) }
    }
}
