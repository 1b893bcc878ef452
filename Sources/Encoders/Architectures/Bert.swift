import Inference
import NearestCore

/// BERT, and what was trained in its shape: MiniLM, BGE, E5, GTE.
/// Devlin, Chang, Lee and Toutanova, "BERT: Pre-training of Deep Bidirectional Transformers",
/// arXiv:1810.04805.
struct Bert: TextArchitecture {
    static let modelTypes = ["bert"]

    private let configuration: BertConfiguration
    private let folder: String

    init(_ folder: ModelFolder) throws {
        configuration = try BertConfiguration(folder, paddingID: 0)
        guard configuration.types > 0 else {
            throw NearestError(
                .brokenModel, "\(folder.path)/config.json", "its sizes contradict each other",
                remedy: ModelFolder.sizesRemedy)
        }
        self.folder = folder.path
    }

    var dimensions: Int { configuration.dimensions }
    var maximumTokens: Int { configuration.positions }
    var paddingID: Int { configuration.paddingID }

    func states(
        ids: OnnxGraph.Value, mask: OnnxGraph.Value, tensors: [String: ExternalTensor], in graph: OnnxGraph
    ) throws -> OnnxGraph.Value {
        let weights = ModelWeights(
            tensors, folder: folder, prefixes: ["", "bert."], probe: "embeddings.word_embeddings.weight")
        let layer = TransformerLayers(graph: graph, weights: weights, epsilon: configuration.epsilon)
        var states = try embeddings(ids, layer)
        let penalty = layer.attentionPenalty(mask)
        for index in 0..<configuration.layers {
            states = try BertBlock.original("encoder.layer.\(index).").apply(
                states, penalty: penalty, configuration, layer)
        }
        return states
    }

    /// Word, position and segment embeddings, added and normalised. A single text is all of segment 0.
    private func embeddings(_ ids: OnnxGraph.Value, _ layer: TransformerLayers) throws -> OnnxGraph.Value {
        let graph = layer.graph
        let width = dimensions
        let words = try layer.weight("embeddings.word_embeddings.weight", [configuration.vocabulary, width])
        let positions = try layer.weight("embeddings.position_embeddings.weight", [configuration.positions, width])
        let segments = try layer.weight("embeddings.token_type_embeddings.weight", [configuration.types, width])
        let sum = graph.add(
            graph.add(graph.gather(words, ids), graph.slice(segments, axis: 0, start: 0, end: 1)),
            layer.firstRows(of: positions, asMany: ids))
        return try layer.normalize(sum, "embeddings.LayerNorm", width)
    }
}
