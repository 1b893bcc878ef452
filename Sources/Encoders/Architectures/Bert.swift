import Inference
import NearestCore

/// BERT, and what was trained in its shape: MiniLM, BGE, E5, GTE.
/// Devlin, Chang, Lee and Toutanova, "BERT: Pre-training of Deep Bidirectional Transformers",
/// arXiv:1810.04805.
struct Bert: TextArchitecture {
    static let modelTypes = ["bert"]

    let dimensions: Int
    let maximumTokens: Int
    let paddingID: Int

    private let vocabulary: Int
    private let types: Int
    private let layers: Int
    private let heads: Int
    private let feedForward: Int
    private let epsilon: Float
    private let activation: Activation
    private let folder: String

    private struct Configuration: Decodable {
        var hidden_size: Int
        var max_position_embeddings: Int
        var vocab_size: Int
        var type_vocab_size: Int
        var num_hidden_layers: Int
        var num_attention_heads: Int
        var intermediate_size: Int
        var layer_norm_eps: Float
        var hidden_act: String
        var pad_token_id: Int?
        var position_embedding_type: String?
    }

    init(_ folder: ModelFolder) throws {
        let configuration = try folder.decode(Configuration.self, from: "config.json")
        let sizes = [
            configuration.hidden_size, configuration.max_position_embeddings, configuration.vocab_size,
            configuration.type_vocab_size, configuration.num_attention_heads, configuration.intermediate_size,
        ]
        guard sizes.allSatisfy({ $0 > 0 }), configuration.num_hidden_layers >= 0,
            configuration.hidden_size % configuration.num_attention_heads == 0
        else {
            throw NearestError(.brokenModel, "\(folder.path)/config.json", "its sizes contradict each other")
        }
        guard configuration.position_embedding_type ?? "absolute" == "absolute" else {
            throw NearestError(.unknownModel, folder.id, "its kind of position embeddings is not known here")
        }
        dimensions = configuration.hidden_size
        maximumTokens = configuration.max_position_embeddings
        paddingID = configuration.pad_token_id ?? 0
        vocabulary = configuration.vocab_size
        types = configuration.type_vocab_size
        layers = configuration.num_hidden_layers
        heads = configuration.num_attention_heads
        feedForward = configuration.intermediate_size
        epsilon = configuration.layer_norm_eps
        activation = try Activation(named: configuration.hidden_act, in: folder)
        self.folder = folder.path
    }

    func states(
        ids: OnnxGraph.Value, mask: OnnxGraph.Value, weights files: [SafetensorsFile], in graph: OnnxGraph
    ) throws -> OnnxGraph.Value {
        let weights = ModelWeights(
            files, folder: folder, prefixes: ["", "bert."], probe: "embeddings.word_embeddings.weight")
        let layer = TransformerLayers(graph: graph, weights: weights, epsilon: epsilon)
        var states = try embeddings(ids, layer)
        let penalty = layer.attentionPenalty(mask)
        for index in 0..<layers {
            states = try block(states, penalty, "encoder.layer.\(index).", layer)
        }
        return states
    }

    /// Word, position and segment embeddings, added and normalised. A single text is all of segment 0.
    private func embeddings(_ ids: OnnxGraph.Value, _ layer: TransformerLayers) throws -> OnnxGraph.Value {
        let graph = layer.graph
        let words = try layer.weight("embeddings.word_embeddings.weight", [vocabulary, dimensions])
        let positions = try layer.weight("embeddings.position_embeddings.weight", [maximumTokens, dimensions])
        let segments = try layer.weight("embeddings.token_type_embeddings.weight", [types, dimensions])
        let sum = graph.add(
            graph.add(graph.gather(words, ids), graph.slice(segments, axis: 0, start: 0, end: 1)),
            layer.firstRows(of: positions, asMany: ids))
        return try layer.normalize(sum, "embeddings.LayerNorm", dimensions)
    }

    /// Attention and feed-forward, each added to its input and then normalised.
    private func block(
        _ states: OnnxGraph.Value, _ penalty: OnnxGraph.Value, _ name: String, _ layer: TransformerLayers
    ) throws -> OnnxGraph.Value {
        let graph = layer.graph
        let attention = try layer.selfAttention(
            states, penalty: penalty, heads: heads, width: dimensions,
            query: name + "attention.self.query", key: name + "attention.self.key",
            value: name + "attention.self.value", output: name + "attention.output.dense")
        let attended = try layer.normalize(
            graph.add(attention, states), name + "attention.output.LayerNorm", dimensions)
        let wide = try layer.linear(attended, name + "intermediate.dense", from: dimensions, to: feedForward)
        let narrow = try layer.linear(
            activation.apply(wide, in: graph), name + "output.dense", from: feedForward, to: dimensions)
        return try layer.normalize(graph.add(narrow, attended), name + "output.LayerNorm", dimensions)
    }
}
