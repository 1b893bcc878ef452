import Inference

/// How the vectors of a text's tokens become the vector of the text.
package enum Pooling: String, Sendable, Hashable {
    case mean
    /// The first token's vector, which BERT calls `[CLS]`.
    case firstToken = "cls"
    case maximum = "max"
    /// The sum divided by the square root of the number of tokens.
    case meanOfSquareRoot = "mean_sqrt_len"

    /// - Parameters:
    ///   - states: batch × tokens × width.
    ///   - mask: batch × tokens, 1 for a token and 0 for padding, as floats.
    /// - Returns: batch × width.
    func pool(_ states: OnnxGraph.Value, mask: OnnxGraph.Value, in graph: OnnxGraph) -> OnnxGraph.Value {
        let column = graph.unsqueeze(mask, axes: [2])
        switch self {
        case .mean:
            return graph.divide(sum(states, column, graph), count(mask, graph))
        case .meanOfSquareRoot:
            return graph.divide(sum(states, column, graph), graph.squareRoot(count(mask, graph)))
        case .firstToken:
            return graph.squeeze(graph.slice(states, axis: 1, start: 0, end: 1), axes: [1])
        case .maximum:
            // Padding is pushed below every value that a layer can give.
            let penalty = graph.multiply(graph.subtract(graph.scalar(1), column), graph.scalar(-1e9))
            return graph.maximum(of: graph.add(states, penalty), axes: [1])
        }
    }

    private func sum(
        _ states: OnnxGraph.Value, _ column: OnnxGraph.Value, _ graph: OnnxGraph
    ) -> OnnxGraph.Value {
        graph.sum(graph.multiply(states, column), axes: [1])
    }

    private func count(_ mask: OnnxGraph.Value, _ graph: OnnxGraph) -> OnnxGraph.Value {
        graph.sum(mask, axes: [1], keepingAxes: true)
    }
}
