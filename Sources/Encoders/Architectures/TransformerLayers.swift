import Inference

/// The layers that transformers share, written into one graph from one model's weights.
///
/// Vaswani and others, "Attention Is All You Need", arXiv:1706.03762.
struct TransformerLayers {
    let graph: OnnxGraph
    let weights: ModelWeights
    /// What normalisation adds to a variance.
    let epsilon: Float

    func weight(_ name: String, _ dimensions: [Int]) throws -> OnnxGraph.Value {
        graph.weight(try weights.tensor(name, dimensions))
    }

    /// `NAME.weight` (outputs × inputs) and, where there is one, `NAME.bias`.
    func linear(
        _ value: OnnxGraph.Value, _ name: String, from inputs: Int, to outputs: Int
    ) throws -> OnnxGraph.Value {
        let matrix = try weight(name + ".weight", [outputs, inputs])
        let bias = weights.has(name + ".bias") ? try weight(name + ".bias", [outputs]) : nil
        return graph.linear(value, weight: matrix, bias: bias)
    }

    func normalize(_ value: OnnxGraph.Value, _ name: String, _ width: Int) throws -> OnnxGraph.Value {
        graph.layerNormalization(
            value, scale: try weight(name + ".weight", [width]), bias: try weight(name + ".bias", [width]),
            epsilon: epsilon)
    }

    /// What is added to attention scores so that padding gets no weight: batch × 1 × 1 × tokens.
    ///
    /// - Parameter mask: batch × tokens, 1 for a token and 0 for padding, as floats.
    func attentionPenalty(_ mask: OnnxGraph.Value) -> OnnxGraph.Value {
        let padding = graph.subtract(graph.scalar(1), graph.unsqueeze(mask, axes: [1, 2]))
        // exp(-1e9) is 0 in every precision, and no sum with a score overflows.
        return graph.multiply(padding, graph.scalar(-1e9))
    }

    /// As many rows of a table (rows × width) as `ids` (batch × tokens) has tokens.
    func firstRows(of table: OnnxGraph.Value, asMany ids: OnnxGraph.Value) -> OnnxGraph.Value {
        let tokens = graph.slice(graph.shape(of: ids), axis: 0, start: 1, end: 2)
        let zero = graph.constant([Int64(0)], [1])
        return graph.node("Slice", [table, zero, tokens, zero])
    }

    /// Multi-head attention of `states` (batch × tokens × width) to themselves.
    func selfAttention(
        _ states: OnnxGraph.Value, penalty: OnnxGraph.Value, heads: Int, width: Int,
        query: String, key: String, value: String, output: String
    ) throws -> OnnxGraph.Value {
        let perHead = width / heads
        func split(_ name: String, _ permutation: [Int]) throws -> OnnxGraph.Value {
            let projected = try linear(states, name, from: width, to: width)
            return graph.transpose(graph.reshape(projected, [0, 0, heads, perHead]), permutation)
        }
        let queries = try split(query, [0, 2, 1, 3])
        let keys = try split(key, [0, 2, 3, 1])
        let values = try split(value, [0, 2, 1, 3])
        let scale = graph.scalar(1 / Float(perHead).squareRoot())
        let scores = graph.add(graph.multiply(graph.matMul(queries, keys), scale), penalty)
        let mixed = graph.matMul(graph.softmax(scores), values)
        let joined = graph.reshape(graph.transpose(mixed, [0, 2, 1, 3]), [0, 0, width])
        return try linear(joined, output, from: width, to: width)
    }
}
