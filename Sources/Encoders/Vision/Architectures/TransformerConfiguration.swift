import NearestCore

/// What `config.json` says of one transformer, for pictures or for text. What it leaves out, each family sets in its
/// own way.
struct TransformerConfiguration: Decodable {
    var hidden_size: Int?
    var num_hidden_layers: Int?
    var num_attention_heads: Int?
    var intermediate_size: Int?
    var hidden_act: String?
    var layer_norm_eps: Float?
    // Of pictures.
    var image_size: Int?
    var patch_size: Int?
    var vision_use_head: Bool?
    var mlp_ratio: Double?
    var use_swiglu_ffn: Bool?
    // Of text.
    var vocab_size: Int?
    var max_position_embeddings: Int?
    var projection_size: Int?
    var pad_token_id: Int?
    var eos_token_id: Int?

    /// - Parameter standard: the family's own sizes.
    /// - Throws: `NearestError(.brokenModel)` for sizes that contradict each other, `.unknownModel` for an
    ///   activation that is not known here.
    func shape(_ standard: TransformerShape, in folder: ModelFolder) throws -> TransformerShape {
        try TransformerShape(
            width: hidden_size ?? standard.width, layers: num_hidden_layers ?? standard.layers,
            heads: num_attention_heads ?? standard.heads, feedForward: intermediate_size ?? standard.feedForward,
            epsilon: layer_norm_eps ?? standard.epsilon,
            activation: Activation(named: hidden_act ?? standard.activation.rawValue, in: folder)
        ).checked(folder.path + "/config.json")
    }

    /// - Parameter patch: the family's own side of a square.
    /// - Throws: `NearestError(.brokenModel)` for sizes that contradict each other.
    func grid(patch standard: Int, in folder: ModelFolder) throws -> PatchGrid {
        try PatchGrid(side: image_size ?? 224, patch: patch_size ?? standard, folder.path + "/config.json")
    }
}
