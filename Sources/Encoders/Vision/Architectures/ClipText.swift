import Inference
import NearestCore

/// CLIP's part for text: each token sees those before it, and the end's state stands for the text.
struct ClipText: TextTower {
    let maximumTokens: Int
    // What follows the end is never looked at, so any id would do.
    let paddingID = 0
    let fillsUp = false

    private let shape: TransformerShape
    private let vocabulary: Int
    private let endID: Int
    private let dimensions: Int
    private let folder: ModelFolder

    /// - Parameter dimensions: of the space that texts and pictures share.
    init(_ configuration: TransformerConfiguration, dimensions: Int, _ folder: ModelFolder) throws {
        let file = folder.path + "/config.json"
        shape = try configuration.shape(
            TransformerShape(
                width: 512, layers: 12, heads: 8, feedForward: 2048, epsilon: 1e-5, activation: .quickGelu),
            in: folder)
        maximumTokens = configuration.max_position_embeddings ?? 77
        vocabulary = configuration.vocab_size ?? 49408
        guard (1...4096).contains(maximumTokens), vocabulary > 0 else {
            throw NearestError(
                .brokenModel, file, "its text_config's sizes contradict each other", remedy: ModelFolder.sizesRemedy
            )
        }
        endID = configuration.eos_token_id ?? 49407
        self.dimensions = dimensions
        self.folder = folder
    }

    /// The first end of text. Early files give its id as 2, which it never was; there the largest id is meant.
    func pooledToken(of sequence: [Int32]) -> Int {
        let end = endID == 2 ? sequence.max() : Int32(exactly: endID)
        return sequence.firstIndex { $0 == end } ?? 0
    }

    func network(
        ids: OnnxGraph.Value, pooled: OnnxGraph.Value, tensors: [String: ExternalTensor], in graph: OnnxGraph
    ) throws -> OnnxGraph.Value {
        let layer = TransformerLayers(
            graph: graph, weights: ModelWeights(tensors, folder: folder.path), epsilon: shape.epsilon)
        let name = "text_model.embeddings."
        let words = try layer.weight(name + "token_embedding.weight", [vocabulary, shape.width])
        let positions = try layer.weight(name + "position_embedding.weight", [maximumTokens, shape.width])
        var states = graph.add(graph.gather(words, ids), layer.firstRows(of: positions, asMany: ids))
        let penalty = causalPenalty(ids, in: graph)
        for index in 0..<shape.layers {
            states = try PreNormalizedBlock.clip("text_model.encoder.layers.\(index).")
                .apply(states, penalty: penalty, shape, layer)
        }
        let chosen = graph.sum(graph.multiply(states, graph.unsqueeze(pooled, axes: [2])), axes: [1])
        let normal = try layer.normalize(chosen, "text_model.final_layer_norm", shape.width)
        return try layer.linear(normal, "text_projection", from: shape.width, to: dimensions)
    }

    /// What keeps a token from those after it: tokens × tokens.
    private func causalPenalty(_ ids: OnnxGraph.Value, in graph: OnnxGraph) -> OnnxGraph.Value {
        let length = maximumTokens
        let table = (0..<length).flatMap { row in (0..<length).map { $0 > row ? Float(-1e9) : 0 } }
        let tokens = graph.slice(graph.shape(of: ids), axis: 0, start: 1, end: 2)
        let ends = graph.concatenate([tokens, tokens], axis: 0)
        let zeros = graph.constant([Int64(0), 0], [2])
        return graph.node(
            "Slice", [graph.constant(table, [length, length]), zeros, ends, graph.constant([Int64(0), 1], [2])])
    }
}
