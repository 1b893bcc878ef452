/// The second stage: a normalized text is cut into the words that the model sees one at a time.
protocol PreTokenizer: Sendable {
    /// Cuts each of `words`, ranges of `text`, further. Empty ranges are dropped.
    func split(_ text: inout NormalizedText, into words: inout [Range<Int>])
}

/// Chooses a pre-tokenizer by its `type`.
enum PreTokenizers {
    /// - Throws: `NearestError(.brokenModel)` for a kind that is not known here, or one that contradicts itself.
    static func make(_ node: ConfigurationNode) throws -> any PreTokenizer {
        let kind = try node.kind()
        switch kind {
        case "BertPreTokenizer": return BertPreTokenizer()
        case "Sequence":
            return PreTokenizerSequence(preTokenizers: try node.required("pretokenizers").elements().map(make))
        case "Whitespace": return WhitespacePreTokenizer()
        case "WhitespaceSplit": return ClassPreTokenizer(delimiter: .whitespace, behavior: .removed)
        case "Punctuation":
            return ClassPreTokenizer(
                delimiter: .punctuation, behavior: try SplitBehavior(node.child("behavior")) ?? .isolated)
        case "Digits":
            let individual = try node.bool("individual_digits", default: false)
            return ClassPreTokenizer(delimiter: .numeric, behavior: individual ? .isolated : .contiguous)
        case "ByteLevel": return try ByteLevelPreTokenizer(node)
        case "Metaspace": return try MetaspacePreTokenizer(node)
        case "Split": return try SplitPreTokenizer(node)
        case "CharDelimiterSplit":
            return SplitPreTokenizer(
                pattern: try ScalarPattern(try node.required("delimiter")), behavior: .removed, inverts: false)
        default: throw node.unknownKind(kind)
        }
    }
}
