import Inference

/// A transformer's layer that normalises before attention and before the feed-forward part, as those for
/// pictures do: only the names of its weights differ.
///
/// Dosovitskiy and others, "An Image Is Worth 16x16 Words", arXiv:2010.11929.
struct PreNormalizedBlock {
    var firstNorm: String
    var query: String
    var key: String
    var value: String
    var output: String
    var secondNorm: String
    var wide: String
    var narrow: String
    /// Factors of what attention and feed-forward add, where a model has them.
    var scales: (attention: String, feedForward: String)?
    /// Names of a gated feed-forward part and its width, where a model has one instead of `wide` and `narrow`.
    var gated: (input: String, output: String, width: Int)?

    /// - Parameters:
    ///   - states: batch × tokens × width.
    ///   - penalty: what is added to attention scores.
    func apply(
        _ states: OnnxGraph.Value, penalty: OnnxGraph.Value, _ shape: TransformerShape, _ layer: TransformerLayers
    ) throws -> OnnxGraph.Value {
        let graph = layer.graph
        var attended = try layer.selfAttention(
            layer.normalize(states, firstNorm, shape.width), penalty: penalty, heads: shape.heads,
            width: shape.width, query: query, key: key, value: value, output: output)
        if let scales {
            attended = graph.multiply(attended, try layer.weight(scales.attention, [shape.width]))
        }
        let middle = graph.add(attended, states)
        var added = try feedForward(layer.normalize(middle, secondNorm, shape.width), shape, layer)
        if let scales {
            added = graph.multiply(added, try layer.weight(scales.feedForward, [shape.width]))
        }
        return graph.add(added, middle)
    }

    private func feedForward(
        _ states: OnnxGraph.Value, _ shape: TransformerShape, _ layer: TransformerLayers
    ) throws -> OnnxGraph.Value {
        let graph = layer.graph
        guard let gated else {
            let inner = try layer.linear(states, wide, from: shape.width, to: shape.feedForward)
            return try layer.linear(
                shape.activation.apply(inner, in: graph), narrow, from: shape.feedForward, to: shape.width)
        }
        // Shazeer, "GLU Variants Improve Transformer", arXiv:2002.05202.
        let both = try layer.linear(states, gated.input, from: shape.width, to: 2 * gated.width)
        let gate = graph.slice(both, axis: 2, start: 0, end: gated.width)
        let value = graph.slice(both, axis: 2, start: gated.width, end: 2 * gated.width)
        let product = graph.multiply(Activation.silu.apply(gate, in: graph), value)
        return try layer.linear(product, gated.output, from: gated.width, to: shape.width)
    }
}

extension PreNormalizedBlock {
    /// The names that CLIP and SigLIP use.
    static func clip(_ name: String) -> PreNormalizedBlock {
        PreNormalizedBlock(
            firstNorm: name + "layer_norm1", query: name + "self_attn.q_proj", key: name + "self_attn.k_proj",
            value: name + "self_attn.v_proj", output: name + "self_attn.out_proj",
            secondNorm: name + "layer_norm2", wide: name + "mlp.fc1", narrow: name + "mlp.fc2")
    }
}
