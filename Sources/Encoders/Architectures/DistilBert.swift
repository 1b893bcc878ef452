import Inference
import NearestCore

/// DistilBERT (Sanh and others, arXiv:1910.01108): BERT with half its layers and without segments.
struct DistilBert: TextArchitecture {
    static let modelTypes = ["distilbert"]

    private let configuration: BertConfiguration
    private let folder: String

    init(_ folder: ModelFolder) throws {
        configuration = try BertConfiguration(distilBert: folder)
        self.folder = folder.path
    }

    var dimensions: Int { configuration.dimensions }
    var maximumTokens: Int { configuration.positions }
    var paddingID: Int { configuration.paddingID }

    func states(
        ids: OnnxGraph.Value, mask: OnnxGraph.Value, tensors: [String: ExternalTensor], in graph: OnnxGraph
    ) throws -> OnnxGraph.Value {
        let weights = ModelWeights(
            tensors, folder: folder, prefixes: ["", "distilbert."], probe: "embeddings.word_embeddings.weight")
        let layer = TransformerLayers(graph: graph, weights: weights, epsilon: configuration.epsilon)
        let width = dimensions
        let words = try layer.weight("embeddings.word_embeddings.weight", [configuration.vocabulary, width])
        let positions = try layer.weight("embeddings.position_embeddings.weight", [configuration.positions, width])
        let sum = graph.add(graph.gather(words, ids), layer.firstRows(of: positions, asMany: ids))
        var states = try layer.normalize(sum, "embeddings.LayerNorm", width)
        let penalty = layer.attentionPenalty(mask)
        for index in 0..<configuration.layers {
            let name = "transformer.layer.\(index)."
            let block = BertBlock(
                query: name + "attention.q_lin", key: name + "attention.k_lin", value: name + "attention.v_lin",
                output: name + "attention.out_lin", attentionNorm: name + "sa_layer_norm", wide: name + "ffn.lin1",
                narrow: name + "ffn.lin2", outputNorm: name + "output_layer_norm")
            states = try block.apply(states, penalty: penalty, configuration, layer)
        }
        return states
    }
}
