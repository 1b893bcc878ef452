import Inference
import NearestCore

/// RoBERTa (Liu and others, arXiv:1907.11692), XLM-RoBERTa (Conneau and others, arXiv:1911.02116) and CamemBERT:
/// BERT's layers, with positions that are counted from behind the padding's id. Multilingual E5 and BGE-M3 are in
/// this shape.
struct Roberta: TextArchitecture {
    static let modelTypes = ["roberta", "xlm-roberta", "camembert"]

    private let configuration: BertConfiguration
    private let folder: String

    init(_ folder: ModelFolder) throws {
        configuration = try BertConfiguration(folder, types: 1, paddingID: 1)
        guard configuration.positions > configuration.paddingID + 1, configuration.types > 0 else {
            throw NearestError(
                .brokenModel, "\(folder.path)/config.json", "it leaves no positions for tokens",
                remedy: ModelFolder.sizesRemedy)
        }
        self.folder = folder.path
    }

    var dimensions: Int { configuration.dimensions }
    var maximumTokens: Int { configuration.positions - configuration.paddingID - 1 }
    var paddingID: Int { configuration.paddingID }

    func states(
        ids: OnnxGraph.Value, mask: OnnxGraph.Value, tensors: [String: ExternalTensor], in graph: OnnxGraph
    ) throws -> OnnxGraph.Value {
        let weights = ModelWeights(
            tensors, folder: folder, prefixes: ["", "roberta."], probe: "embeddings.word_embeddings.weight")
        let layer = TransformerLayers(graph: graph, weights: weights, epsilon: configuration.epsilon)
        let (types, width) = (configuration.types, dimensions)
        let segments = try layer.weight("embeddings.token_type_embeddings.weight", [types, width])
        let embedded = try OffsetPositions(configuration).embeddings(ids, layer)
        let sum = graph.add(embedded, graph.slice(segments, axis: 0, start: 0, end: 1))
        var states = try layer.normalize(sum, "embeddings.LayerNorm", width)
        let penalty = layer.attentionPenalty(mask)
        for index in 0..<configuration.layers {
            states = try BertBlock.original("encoder.layer.\(index).").apply(
                states, penalty: penalty, configuration, layer)
        }
        return states
    }
}
