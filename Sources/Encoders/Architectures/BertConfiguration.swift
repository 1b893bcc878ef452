import NearestCore

/// The members of `config.json` that BERT and the models in its shape share, checked against each other.
struct BertConfiguration: Sendable {
    let dimensions: Int
    let positions: Int
    let vocabulary: Int
    let types: Int
    let layers: Int
    let heads: Int
    let feedForward: Int
    let epsilon: Float
    let activation: Activation
    let paddingID: Int
    /// Of MPNet's table of relative positions.
    let positionBuckets: Int

    private struct Content: Decodable {
        var hidden_size: Int
        var max_position_embeddings: Int
        var vocab_size: Int
        var type_vocab_size: Int?
        var num_hidden_layers: Int
        var num_attention_heads: Int
        var intermediate_size: Int
        var layer_norm_eps: Float?
        var hidden_act: String?
        var pad_token_id: Int?
        var position_embedding_type: String?
        var relative_attention_num_buckets: Int?
    }

    /// - Parameters:
    ///   - types: how many kinds of segment there are where the file does not say.
    ///   - paddingID: the same of the id that fills up rows.
    /// - Throws: `NearestError(.brokenModel)` for sizes that contradict each other, `.unknownModel` for a variant
    ///   that is not known here.
    init(_ folder: ModelFolder, types: Int = 2, paddingID: Int) throws {
        let content = try folder.decode(Content.self, from: "config.json")
        guard content.position_embedding_type ?? "absolute" == "absolute" else {
            throw NearestError(
                .unknownModel, folder.id, "its kind of position embeddings is not known here",
                remedy: ModelFolder.variantRemedy)
        }
        try self.init(content, folder, types: types, paddingID: paddingID)
    }

    /// Reads DistilBERT's names of the same sizes.
    init(distilBert folder: ModelFolder) throws {
        struct DistilContent: Decodable {
            var dim: Int
            var max_position_embeddings: Int
            var vocab_size: Int
            var n_layers: Int
            var n_heads: Int
            var hidden_dim: Int
            var activation: String?
            var pad_token_id: Int?
        }
        let content = try folder.decode(DistilContent.self, from: "config.json")
        let renamed = Content(
            hidden_size: content.dim, max_position_embeddings: content.max_position_embeddings,
            vocab_size: content.vocab_size, type_vocab_size: 0, num_hidden_layers: content.n_layers,
            num_attention_heads: content.n_heads, intermediate_size: content.hidden_dim,
            hidden_act: content.activation, pad_token_id: content.pad_token_id)
        try self.init(renamed, folder, types: 0, paddingID: 0)
    }

    private init(_ content: Content, _ folder: ModelFolder, types: Int, paddingID: Int) throws {
        dimensions = content.hidden_size
        positions = content.max_position_embeddings
        vocabulary = content.vocab_size
        self.types = content.type_vocab_size ?? types
        layers = content.num_hidden_layers
        heads = content.num_attention_heads
        feedForward = content.intermediate_size
        epsilon = content.layer_norm_eps ?? 1e-12
        activation = try Activation(named: content.hidden_act ?? "gelu", in: folder)
        self.paddingID = content.pad_token_id ?? paddingID
        positionBuckets = content.relative_attention_num_buckets ?? 32
        let sizes = [dimensions, positions, vocabulary, heads, feedForward]
        guard sizes.allSatisfy({ $0 > 0 }), layers >= 0, self.types >= 0, dimensions % heads == 0,
            (0..<vocabulary).contains(self.paddingID), positionBuckets >= 4, positionBuckets % 4 == 0
        else {
            throw NearestError(
                .brokenModel, "\(folder.path)/config.json", "its sizes contradict each other",
                remedy: ModelFolder.sizesRemedy)
        }
    }
}
