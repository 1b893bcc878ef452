import Inference

/// The layers that a Perceiver is made of: attention with normalised queries and inputs, then a feed-forward part,
/// each added to what it was given.
struct PerceiverAttention {
    let layer: TransformerLayers
    let heads: Int
    /// Of what comes in as queries and goes out again.
    let width: Int
    /// Of what is attended to.
    let inputWidth: Int
    /// Of queries and keys, all heads together.
    let keyWidth: Int
    let valueWidth: Int
    let widening: Int
    let addsQueries: Bool
    let activation: Activation

    private var graph: OnnxGraph { layer.graph }
    private var perKey: Int { keyWidth / heads }
    private var perValue: Int { valueWidth / heads }

    /// A layer of states that attend to themselves.
    ///
    /// - Parameter states: batch × states × width.
    func toThemselves(_ states: OnnxGraph.Value, _ name: String) throws -> OnnxGraph.Value {
        let inputs = try layer.normalize(states, name + "attention.self.layernorm1", width)
        return try finish(states, attend(inputs, to: inputs, name), name)
    }

    /// A layer of queries that attend to few inputs.
    ///
    /// - Parameters:
    ///   - queries: 1 × queries × width.
    ///   - inputs: batch × inputs × width of an input.
    func attend(_ queries: OnnxGraph.Value, toFew inputs: OnnxGraph.Value, _ name: String) throws -> OnnxGraph.Value
    {
        let asked = try layer.normalize(queries, name + "attention.self.layernorm1", width)
        let seen = try layer.normalize(inputs, name + "attention.self.layernorm2", inputWidth)
        return try finish(queries, attend(asked, to: seen, name), name)
    }

    /// A layer of constant queries that attend to very many inputs.
    ///
    /// Keys and values of single inputs are never made. With q the queries, K and V the projections, g the scale of
    /// the inputs' normalisation and x a normalised input: q·K(g·x) is (q·K·g)·x, and Σ a·V(g·x) is V·g·Σ a·x. What
    /// the biases of K and of the normalisation add is the same for all inputs of a query, so softmax does not see
    /// it; as its shares sum to 1, the values' biases are added once.
    ///
    /// - Parameters:
    ///   - queries: queries × width.
    ///   - groups: together, all inputs, with their normalised tokens.
    /// - Returns: batch × queries × width.
    func attend(
        _ queries: OnnxGraph.Value, toMany groups: [(group: TokenGroup, tokens: OnnxGraph.Value)], _ name: String
    ) throws -> OnnxGraph.Value {
        let own = name + "attention.self."
        let scale = try layer.weight(own + "layernorm2.weight", [inputWidth])
        let asked = try layer.linear(
            layer.normalize(queries, own + "layernorm1", width), own + "query", from: width, to: keyWidth)
        let keys = graph.reshape(
            try layer.weight(own + "key.weight", [keyWidth, inputWidth]), [heads, perKey, inputWidth])
        let byHead = graph.transpose(graph.reshape(asked, [-1, heads, perKey]), [1, 0, 2])
        let scaled = graph.multiply(byHead, graph.scalar(1 / Float(perKey).squareRoot()))
        let sought = graph.multiply(graph.matMul(scaled, keys), scale)
        let weights = try layer.weight(own + "value.weight", [valueWidth, inputWidth])
        let values = graph.reshape(graph.multiply(weights, scale), [heads, perValue, inputWidth])

        let scores = groups.map { group, tokens in
            let keys = graph.transpose(graph.unsqueeze(tokens, axes: [1]), [0, 1, 3, 2])
            return graph.matMul(graph.unsqueeze(group.fold(sought, in: graph), axes: [0]), keys)
        }
        let shares = graph.softmax(graph.concatenate(scores, axis: 3))
        var start = 0
        let mixed = groups.map { group, tokens in
            let share = graph.slice(shares, axis: 3, start: start, end: start + group.count)
            start += group.count
            let mean = graph.matMul(share, graph.unsqueeze(tokens, axes: [1]))
            return graph.matMul(mean, graph.transpose(group.fold(values, in: graph), [0, 2, 1]))
        }
        let sum = mixed.dropFirst().reduce(mixed[0]) { graph.add($0, $1) }
        let shift = graph.unsqueeze(try layer.weight(own + "layernorm2.bias", [inputWidth]), axes: [1])
        let bias = graph.add(
            graph.squeeze(graph.matMul(weights, shift), axes: [1]),
            try layer.weight(own + "value.bias", [valueWidth]))
        let joined = graph.add(joinHeads(sum), bias)
        return try finish(queries, joined, name)
    }

    /// Batch × heads × queries × width of a head becomes batch × queries × values' width.
    private func joinHeads(_ value: OnnxGraph.Value) -> OnnxGraph.Value {
        graph.reshape(graph.transpose(value, [0, 2, 1, 3]), [0, 0, valueWidth])
    }

    private func attend(
        _ queries: OnnxGraph.Value, to inputs: OnnxGraph.Value, _ name: String
    ) throws -> OnnxGraph.Value {
        func split(
            _ value: OnnxGraph.Value, _ part: String, from: Int, _ perHead: Int, _ permutation: [Int]
        ) throws -> OnnxGraph.Value {
            let projected = try layer.linear(
                value, "\(name)attention.self.\(part)", from: from, to: heads * perHead)
            return graph.transpose(graph.reshape(projected, [0, 0, heads, perHead]), permutation)
        }
        let asked = try split(queries, "query", from: width, perKey, [0, 2, 1, 3])
        let keys = try split(inputs, "key", from: inputWidth, perKey, [0, 2, 3, 1])
        let values = try split(inputs, "value", from: inputWidth, perValue, [0, 2, 1, 3])
        let scores = graph.matMul(graph.multiply(asked, graph.scalar(1 / Float(perKey).squareRoot())), keys)
        return joinHeads(graph.matMul(graph.softmax(scores), values))
    }

    /// What follows attention: its projection, and the feed-forward part.
    private func finish(
        _ queries: OnnxGraph.Value, _ attended: OnnxGraph.Value, _ name: String
    ) throws -> OnnxGraph.Value {
        var states = try layer.linear(attended, name + "attention.output.dense", from: valueWidth, to: width)
        if addsQueries { states = graph.add(states, queries) }
        let normalized = try layer.normalize(states, name + "layernorm", width)
        let wide = try layer.linear(normalized, name + "mlp.dense1", from: width, to: widening * width)
        let narrow = try layer.linear(
            activation.apply(wide, in: graph), name + "mlp.dense2", from: widening * width, to: width)
        return graph.add(narrow, states)
    }
}
