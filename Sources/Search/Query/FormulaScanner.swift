/// Reads a formula word by word and knows which of them are signs between terms, and which quotes protect.
struct FormulaScanner {
    /// Whether the next word stands inside quotes.
    private(set) var isInQuotes = false
    private var isAtTerm = true
    private var isAtFirstTerm = true

    /// Takes the next word.
    ///
    /// - Returns: whether it is a sign between terms, or before the first.
    mutating func isSign(_ word: Substring) -> Bool {
        if isInQuotes {
            isInQuotes = !word.hasSuffix("\"")
            return false
        }
        if word == "+" || word == "-" {
            isAtTerm = true
            return true
        }
        if isAtTerm {
            let body = FormulaTermHead(word, mayBeSigned: isAtFirstTerm).body
            isInQuotes = body.hasPrefix("\"") && (body.count == 1 || !body.hasSuffix("\""))
            // Behind a weight there may be white space.
            isAtTerm = body.isEmpty
            isAtFirstTerm = false
        }
        return false
    }
}
