import Inference

/// Tokens of one kind, before cross-attention normalises them: numbers that differ between tokens, then a filling
/// that all of them share.
///
/// Normalisation gives (x − mean)·r for each number x, with r one over the deviation. Most of a token is filling, so
/// most of that is filling·r − mean·r: two numbers a token, `r` and `mean·r`, tell it all. What is multiplied with
/// normalised tokens can be folded accordingly, and the product with a third of the numbers is the same.
struct TokenGroup {
    /// Batch × tokens × own numbers.
    let own: OnnxGraph.Value
    /// Of `own`'s last axis.
    let ownWidth: Int
    /// 1 × filling; nil for tokens without any.
    let filling: OnnxGraph.Value?
    /// Own part and filling.
    let width: Int
    /// Tokens of one film.
    let count: Int

    /// Numbers that tell a normalised token.
    var foldedWidth: Int { ownWidth + (filling == nil ? 0 : 2) }

    /// The tokens, normalised over their whole width without scale and shift: batch × tokens × `foldedWidth`.
    func normalized(epsilon: Float, in graph: OnnxGraph) -> OnnxGraph.Value {
        func sums(_ transform: (OnnxGraph.Value) -> OnnxGraph.Value) -> OnnxGraph.Value {
            let sum = graph.sum(transform(own), axes: [2], keepingAxes: true)
            guard let filling else { return sum }
            return graph.add(sum, graph.sum(transform(filling), axes: [0, 1]))
        }
        let count = graph.scalar(Float(width))
        let mean = graph.divide(sums { $0 }, count)
        let square = graph.divide(sums { graph.multiply($0, $0) }, count)
        let variance = graph.maximum(graph.subtract(square, graph.multiply(mean, mean)), graph.scalar(0))
        let deviation = graph.squareRoot(graph.add(variance, graph.scalar(epsilon)))
        let scale = graph.divide(graph.scalar(1), deviation)
        let normalized = graph.multiply(graph.subtract(own, mean), scale)
        if filling == nil { return normalized }
        return graph.concatenate([normalized, scale, graph.multiply(mean, scale)], axis: 2)
    }

    /// A matrix that normalised tokens are multiplied with, for the numbers that tell them.
    ///
    /// - Parameter matrix: heads × rows × `width`.
    /// - Returns: heads × rows × `foldedWidth`.
    func fold(_ matrix: OnnxGraph.Value, in graph: OnnxGraph) -> OnnxGraph.Value {
        guard let filling else { return matrix }
        let first = graph.slice(matrix, axis: 2, start: 0, end: ownWidth)
        let rest = graph.slice(matrix, axis: 2, start: ownWidth, end: width)
        let weighted = graph.matMul(rest, graph.transpose(filling, [1, 0]))
        let sum = graph.sum(rest, axes: [2], keepingAxes: true)
        return graph.concatenate([first, weighted, graph.multiply(sum, graph.scalar(-1))], axis: 2)
    }
}
