/// The way back: tokens become text.
protocol Decoder: Sendable {
    /// The pieces of text that `tokens`, as the vocabulary spells them, stand for. The text is all of them, end to
    /// end.
    func decode(_ tokens: [[UInt32]]) -> [[UInt32]]
}

/// Chooses a decoder by its `type`.
enum Decoders {
    /// - Throws: `NearestError(.brokenModel)` for a kind that is not known here, or one that contradicts itself.
    static func make(_ node: ConfigurationNode) throws -> any Decoder {
        let kind = try node.kind()
        switch kind {
        case "ByteLevel": return ByteLevelDecoder()
        case "BPEDecoder":
            return SuffixDecoder(suffix: try node.child("suffix")?.scalars() ?? RawText.scalars(of: "</w>"))
        case "WordPiece":
            return WordPieceDecoder(
                prefix: try node.child("prefix")?.scalars() ?? RawText.scalars(of: "##"),
                cleansUp: try node.bool("cleanup", default: true))
        case "Metaspace": return try MetaspaceDecoder(node)
        case "ByteFallback": return ByteFallbackDecoder()
        case "Fuse": return FuseDecoder()
        case "Replace": return try ReplaceDecoder(node)
        case "Strip": return try StripDecoder(node)
        case "Sequence":
            return DecoderSequence(decoders: try node.required("decoders").elements().map(make))
        default: throw node.unknownKind(kind)
        }
    }
}
