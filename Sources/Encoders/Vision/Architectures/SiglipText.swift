import Inference
import NearestCore

/// SigLIP's part for text: every text is filled up to one length, all tokens see each other, the filling too, and
/// the last token's state stands for the text.
struct SiglipText: TextTower {
    let maximumTokens: Int
    let paddingID: Int
    let fillsUp = true

    private let shape: TransformerShape
    private let vocabulary: Int
    private let dimensions: Int
    private let folder: ModelFolder

    /// - Parameter dimensions: of the space that texts and pictures share.
    init(_ configuration: TransformerConfiguration, dimensions: Int, _ folder: ModelFolder) throws {
        let file = folder.path + "/config.json"
        shape = try configuration.shape(.base(epsilon: 1e-6, .geluPyTorchTanh), in: folder)
        maximumTokens = configuration.max_position_embeddings ?? 64
        vocabulary = configuration.vocab_size ?? 32000
        paddingID = configuration.pad_token_id ?? 1
        guard (1...4096).contains(maximumTokens), vocabulary > 0, (0..<vocabulary).contains(paddingID),
            configuration.projection_size ?? shape.width == dimensions
        else {
            throw NearestError(
                .brokenModel, file, "its text_config's sizes contradict each other", remedy: ModelFolder.sizesRemedy
            )
        }
        self.dimensions = dimensions
        self.folder = folder
    }

    func pooledToken(of sequence: [Int32]) -> Int { maximumTokens - 1 }

    func network(
        ids: OnnxGraph.Value, pooled: OnnxGraph.Value, tensors: [String: ExternalTensor], in graph: OnnxGraph
    ) throws -> OnnxGraph.Value {
        let layer = TransformerLayers(
            graph: graph, weights: ModelWeights(tensors, folder: folder.path), epsilon: shape.epsilon)
        let name = "text_model.embeddings."
        let words = try layer.weight(name + "token_embedding.weight", [vocabulary, shape.width])
        let positions = try layer.weight(name + "position_embedding.weight", [maximumTokens, shape.width])
        var states = graph.add(graph.gather(words, ids), layer.firstRows(of: positions, asMany: ids))
        for index in 0..<shape.layers {
            states = try PreNormalizedBlock.clip("text_model.encoder.layers.\(index).")
                .apply(states, penalty: graph.scalar(0), shape, layer)
        }
        let chosen = graph.sum(graph.multiply(states, graph.unsqueeze(pooled, axes: [2])), axes: [1])
        let normal = try layer.normalize(chosen, "text_model.final_layer_norm", shape.width)
        return try layer.linear(normal, "text_model.head", from: shape.width, to: dimensions)
    }
}
