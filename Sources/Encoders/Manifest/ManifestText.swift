import Inference
import NearestCore
import Tokenizers

/// What a network for text reads.
struct ManifestText: Sendable {
    let tokenizer: String
    let ids: PortReference
    /// 1 for a token and 0 for padding; nil where the network takes no mask.
    let mask: PortReference?
    /// 0 for every token of a single text; nil where the network takes no types.
    let types: PortReference?
    let type: NumberType
    /// Of a text, special tokens included.
    let maximumTokens: Int
    let padding: Int

    init(_ node: ConfigurationNode) throws {
        let object = try ManifestObject(
            node, members: ["tokenizer", "ids", "mask", "types", "type", "maximum_tokens", "padding"])
        tokenizer =
            node.child("tokenizer") == nil ? "tokenizer.json" : try object.file("tokenizer", endings: [".json"])
        guard let ids = try object.port("ids") else {
            throw node.broken("has no ids: the name or position of the input that takes token ids")
        }
        self.ids = ids
        mask = try object.port("mask")
        types = try object.port("types")
        type = try object.choice("type", of: NumberType.self) ?? .i64
        maximumTokens = try object.requiredWhole("maximum_tokens", in: 1...1_000_000)
        padding = try object.whole("padding", in: 0...0x7FFF_FFFF) ?? 0
    }
}
