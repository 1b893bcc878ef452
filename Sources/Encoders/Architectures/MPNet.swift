import Glibc
import Inference
import NearestCore

/// MPNet (Song and others, arXiv:2004.09297): RoBERTa's embeddings, and in every layer one learnt bias a head for
/// the distance of two tokens.
struct MPNet: TextArchitecture {
    static let modelTypes = ["mpnet"]

    private let configuration: BertConfiguration
    private let folder: String

    /// Distances from here on share the last bucket.
    private static let farthest = 128

    init(_ folder: ModelFolder) throws {
        configuration = try BertConfiguration(folder, paddingID: 1)
        guard configuration.positions > configuration.paddingID + 1 else {
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
            tensors, folder: folder, prefixes: ["", "mpnet."], probe: "embeddings.word_embeddings.weight")
        let layer = TransformerLayers(graph: graph, weights: weights, epsilon: configuration.epsilon)
        let embedded = try OffsetPositions(configuration).embeddings(ids, layer)
        var states = try layer.normalize(embedded, "embeddings.LayerNorm", dimensions)
        let penalty = graph.add(layer.attentionPenalty(mask), try bias(ids, layer))
        for index in 0..<configuration.layers {
            let name = "encoder.layer.\(index)."
            let block = BertBlock(
                query: name + "attention.attn.q", key: name + "attention.attn.k", value: name + "attention.attn.v",
                output: name + "attention.attn.o", attentionNorm: name + "attention.LayerNorm",
                wide: name + "intermediate.dense", narrow: name + "output.dense",
                outputNorm: name + "output.LayerNorm")
            states = try block.apply(states, penalty: penalty, configuration, layer)
        }
        return states
    }

    /// What the distance of two tokens adds to the score of their attention: 1 × heads × tokens × tokens.
    ///
    /// The bucket of every pair is constant, so the whole table is in the graph as one row of distances, and each
    /// run takes the part that it needs.
    private func bias(_ ids: OnnxGraph.Value, _ layer: TransformerLayers) throws -> OnnxGraph.Value {
        let graph = layer.graph
        let longest = maximumTokens
        let buckets = (-longest + 1..<longest).map { Int64(bucket(ofDistance: $0)) }
        let table = try layer.weight(
            "encoder.relative_attention_bias.weight", [configuration.positionBuckets, configuration.heads])
        // distances × heads
        let byDistance = graph.gather(table, graph.constant(buckets, [buckets.count]))
        let tokens = graph.squeeze(graph.slice(graph.shape(of: ids), axis: 0, start: 1, end: 2), axes: [0])
        let (zero, one) = (graph.constant([Int64(0)], []), graph.constant([Int64(1)], []))
        let places = graph.node("Range", [zero, tokens, one])
        // Distance of key and query, counted from the lowest.
        let distances = graph.add(
            graph.subtract(graph.unsqueeze(places, axes: [0]), graph.unsqueeze(places, axes: [1])),
            graph.constant([Int64(longest - 1)], []))
        let pairs = graph.gather(byDistance, distances)
        return graph.unsqueeze(graph.transpose(pairs, [2, 0, 1]), axes: [0])
    }

    /// T5's buckets (Raffel and others, arXiv:1910.10683), half of them for either direction: near distances have
    /// their own, farther ones share them logarithmically.
    ///
    /// - Parameter distance: from the token that attends to the one that is attended to.
    func bucket(ofDistance distance: Int) -> Int {
        let half = configuration.positionBuckets / 2
        let near = half / 2
        let side = distance > 0 ? half : 0
        let length = abs(distance)
        if length < near { return side + length }
        // In 32 bits, as the reference computes it.
        let ratio = logf(Float(length) / Float(near)) / Float(log(Double(Self.farthest) / Double(near)))
        return side + min(half - 1, near + Int(ratio * Float(half - near)))
    }
}
