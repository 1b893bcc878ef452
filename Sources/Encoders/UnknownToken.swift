import NearestCore

/// Holds a tokenizer to the vocabulary of the weights: what a network makes of an id beyond it is anything.
enum UnknownToken {
    /// - Parameters:
    ///   - vocabulary: how many ids the weights know; nil where nobody says.
    ///   - tokenizer: the file, for the error.
    /// - Throws: `NearestError(.brokenModel)` for an id that the weights do not know.
    static func check(_ ids: [Int32], vocabulary: Int?, tokenizer: String) throws {
        guard let vocabulary, let largest = ids.max(), largest >= vocabulary else { return }
        throw NearestError(
            .brokenModel, tokenizer, "it gives the token id \(largest) where the weights know \(vocabulary)",
            remedy: "Fetch the model again; its tokenizer and weights do not belong together.")
    }
}
