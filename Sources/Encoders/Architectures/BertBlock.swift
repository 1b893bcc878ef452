import Inference

/// A layer in BERT's order: attention and feed-forward, each added to its input and then normalised. Models differ
/// in what they call the parts.
struct BertBlock {
    var query: String
    var key: String
    var value: String
    var output: String
    var attentionNorm: String
    var wide: String
    var narrow: String
    var outputNorm: String

    /// BERT's own names.
    static func original(_ layer: String) -> BertBlock {
        BertBlock(
            query: layer + "attention.self.query", key: layer + "attention.self.key",
            value: layer + "attention.self.value", output: layer + "attention.output.dense",
            attentionNorm: layer + "attention.output.LayerNorm", wide: layer + "intermediate.dense",
            narrow: layer + "output.dense", outputNorm: layer + "output.LayerNorm")
    }

    /// - Parameters:
    ///   - states: batch × tokens × width.
    ///   - penalty: what is added to the scores of attention, batch or 1 × heads or 1 × tokens or 1 × tokens.
    func apply(
        _ states: OnnxGraph.Value, penalty: OnnxGraph.Value, _ configuration: BertConfiguration,
        _ layer: TransformerLayers
    ) throws -> OnnxGraph.Value {
        let graph = layer.graph
        let (width, feedForward) = (configuration.dimensions, configuration.feedForward)
        let attention = try layer.selfAttention(
            states, penalty: penalty, heads: configuration.heads, width: width, query: query, key: key,
            value: value, output: output)
        let attended = try layer.normalize(graph.add(attention, states), attentionNorm, width)
        let inner = try layer.linear(attended, wide, from: width, to: feedForward)
        let outer = try layer.linear(
            configuration.activation.apply(inner, in: graph), narrow, from: feedForward, to: width)
        return try layer.normalize(graph.add(outer, attended), outputNorm, width)
    }
}
