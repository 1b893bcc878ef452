import Inference

/// Pictures cut into squares, each projected to a vector and told where it lay.
struct PatchEmbeddings {
    let graph: OnnxGraph
    let width: Int
    /// The side of a square, in pixels.
    let patch: Int

    /// - Returns: batch × squares × width, line by line.
    func patches(_ pixels: OnnxGraph.Value, weight: OnnxGraph.Value, bias: OnnxGraph.Value?) -> OnnxGraph.Value {
        let squares = graph.convolution(pixels, weight: weight, bias: bias, stride: patch)
        return graph.transpose(graph.reshape(squares, [0, width, -1]), [0, 2, 1])
    }

    /// Puts a token that stands for the whole picture in front, and adds the positions.
    ///
    /// - Parameters:
    ///   - token: 1 × 1 × width.
    ///   - positions: 1 × (squares + 1) × width.
    func withLeadingToken(
        _ patches: OnnxGraph.Value, token: OnnxGraph.Value, positions: OnnxGraph.Value
    ) -> OnnxGraph.Value {
        let first = graph.add(graph.slice(positions, axis: 1, start: 0, end: 1), token)
        let others = graph.slice(positions, axis: 1, start: 1, end: Int(Int32.max))
        return graph.add(graph.withLeadingRow(patches), graph.concatenate([first, others], axis: 1))
    }
}
