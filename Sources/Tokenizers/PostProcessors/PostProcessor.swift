/// The fourth stage: the tokens that a model expects around a text are added.
protocol PostProcessor: Sendable {
    /// How many tokens `process` adds.
    var specialTokenCount: Int { get }

    func process(_ encoding: inout Encoding)
}

/// Chooses a post-processor by its `type`.
enum PostProcessors {
    /// - Throws: `NearestError(.brokenModel)` for a kind that is not known here, or one that contradicts itself.
    static func make(_ node: ConfigurationNode) throws -> any PostProcessor {
        let kind = try node.kind()
        switch kind {
        case "TemplateProcessing": return try TemplateProcessing(node)
        case "BertProcessing": return try BertProcessing(node)
        case "RobertaProcessing": return try RobertaProcessing(node)
        case "ByteLevel":
            guard try node.bool("trim_offsets", default: true) else { return PostProcessorSequence(processors: []) }
            return OffsetTrimming(addsPrefixSpace: try node.bool("add_prefix_space", default: true))
        case "Sequence":
            return PostProcessorSequence(processors: try node.required("processors").elements().map(make))
        default: throw node.unknownKind(kind)
        }
    }
}
