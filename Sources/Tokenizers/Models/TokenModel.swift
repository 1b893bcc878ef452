/// The third stage: words become tokens.
protocol TokenModel: Sendable {
    var vocabulary: Vocabulary { get }

    /// Appends the tokens of `words`, ranges of `text`, in their order.
    ///
    /// - Parameter limit: once `tokens` holds this many, the rest may be left out.
    func tokenize(_ words: [Range<Int>], of text: NormalizedText, limit: Int, into tokens: inout TokenList)
}

/// Chooses a model by its `type`.
enum TokenModels {
    /// - Throws: `NearestError(.brokenModel)` for a kind that is not known here, or one that contradicts itself.
    static func make(_ node: ConfigurationNode) throws -> any TokenModel {
        let kind = try kind(of: node)
        switch kind {
        case "WordPiece": return try WordPiece(node)
        case "BPE": return try BytePairEncoding(node)
        case "Unigram": return try Unigram(node)
        default: throw node.unknownKind(kind)
        }
    }

    /// Files of early versions do not name the kind of their model; its other members tell.
    private static func kind(of node: ConfigurationNode) throws -> String {
        if let named = node.child("type") { return try named.string() }
        let vocabulary = try node.required("vocab")
        if case .array = vocabulary.value { return "Unigram" }
        return node.child("merges") == nil ? "WordPiece" : "BPE"
    }
}
