import Inference

/// How the vectors of a text's tokens become the vector of the text.
package enum Pooling: String, Sendable, Hashable {
    case mean
    /// The first token's vector, which BERT calls `[CLS]`.
    case firstToken = "cls"
    case maximum = "max"
    /// The sum divided by the square root of the number of tokens.
    case meanOfSquareRoot = "mean_sqrt_len"
    /// Each token counts as often as the number of its place, from 1 on.
    case weightedMean = "weightedmean"
    case lastToken = "lasttoken"

    /// - Parameters:
    ///   - states: batch × tokens × width.
    ///   - mask: batch × tokens, 1 for a token and 0 for the padding behind, as floats.
    ///   - counted: the same, but 0 for the prompt's tokens too; nil where they count.
    /// - Returns: batch × width.
    func pool(
        _ states: OnnxGraph.Value, mask: OnnxGraph.Value, counted: OnnxGraph.Value? = nil, in graph: OnnxGraph
    ) -> OnnxGraph.Value {
        let chosen = counted ?? mask
        switch self {
        case .mean:
            return graph.divide(sum(states, chosen, graph), count(chosen, mayBeNone: counted != nil, graph))
        case .meanOfSquareRoot:
            let count = count(chosen, mayBeNone: counted != nil, graph)
            return graph.divide(sum(states, chosen, graph), graph.squareRoot(count))
        case .weightedMean:
            let weights = graph.multiply(graph.runningSum(mask, axis: 1), chosen)
            return graph.divide(sum(states, weights, graph), count(weights, mayBeNone: counted != nil, graph))
        case .firstToken:
            guard let counted else {
                return graph.squeeze(graph.slice(states, axis: 1, start: 0, end: 1), axes: [1])
            }
            return sum(states, firstOne(counted, fromTheEnd: false, graph), graph)
        case .lastToken:
            return sum(states, firstOne(chosen, fromTheEnd: true, graph), graph)
        case .maximum:
            // What is left out is pushed below every value that a layer can give.
            let column = graph.unsqueeze(chosen, axes: [2])
            let penalty = graph.multiply(graph.subtract(graph.scalar(1), column), graph.scalar(-1e9))
            return graph.maximum(of: graph.add(states, penalty), axes: [1])
        }
    }

    /// - Parameter weights: batch × tokens.
    private func sum(
        _ states: OnnxGraph.Value, _ weights: OnnxGraph.Value, _ graph: OnnxGraph
    ) -> OnnxGraph.Value {
        graph.sum(graph.multiply(states, graph.unsqueeze(weights, axes: [2])), axes: [1])
    }

    /// - Parameter mayBeNone: whether an empty text may leave nothing to count, as when its prompt is left out.
    private func count(
        _ weights: OnnxGraph.Value, mayBeNone: Bool, _ graph: OnnxGraph
    ) -> OnnxGraph.Value {
        let sum = graph.sum(weights, axes: [1], keepingAxes: true)
        // sentence-transformers' own guard.
        return mayBeNone ? graph.maximum(sum, graph.scalar(1e-9)) : sum
    }

    /// A mask of only the first 1 of each row, or the last. Counted along the row, it is the one that is 1, which
    /// every precision can tell from 2 and more.
    private func firstOne(
        _ mask: OnnxGraph.Value, fromTheEnd: Bool, _ graph: OnnxGraph
    ) -> OnnxGraph.Value {
        let place = graph.runningSum(mask, axis: 1, fromTheEnd: fromTheEnd)
        return graph.multiply(mask, graph.relu(graph.subtract(graph.scalar(2), place)))
    }
}
