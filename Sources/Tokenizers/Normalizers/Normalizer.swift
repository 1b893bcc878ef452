/// The first stage: a text is cleaned and folded before it is cut.
protocol Normalizer: Sendable {
    func normalize(_ text: inout NormalizedText)
}

/// Chooses a normalizer by its `type`.
enum Normalizers {
    /// - Throws: `NearestError(.brokenModel)` for a kind that is not known here, or one that contradicts itself.
    static func make(_ node: ConfigurationNode) throws -> any Normalizer {
        let kind = try node.kind()
        if let form = NormalizationForm(rawValue: kind) { return FormNormalizer(form: form) }
        switch kind {
        case "BertNormalizer": return try BertNormalizer(node)
        case "Sequence":
            return NormalizerSequence(normalizers: try node.required("normalizers").elements().map(make))
        case "Lowercase": return LowercaseNormalizer()
        case "StripAccents": return StripAccentsNormalizer()
        case "Strip":
            return StripNormalizer(
                left: try node.bool("strip_left", default: true), right: try node.bool("strip_right", default: true)
            )
        case "Replace": return try ReplaceNormalizer(node)
        case "Precompiled": return try CharacterMapNormalizer(node)
        case "Nmt": return NmtNormalizer()
        case "Prepend": return PrependNormalizer(prefix: try node.required("prepend").scalars())
        default: throw node.unknownKind(kind)
        }
    }
}
