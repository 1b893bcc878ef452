import Inference
import NearestCore

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

    /// The number of squares along each side of a square picture.
    ///
    /// - Throws: `NearestError(.brokenModel)` when the configuration's sizes do not fit each other.
    static func grid(side: Int, patch: Int, _ file: String) throws -> Int {
        guard patch > 0, side >= patch, side <= 4096 else {
            throw NearestError(.brokenModel, file, "its image_size and patch_size contradict each other")
        }
        return side / patch
    }

    /// - Throws: `NearestError(.brokenModel)` when pictures are not prepared in the size that the model has
    ///   positions for.
    static func check(_ size: ImageSettings.PixelSize, side: Int, _ folder: String) throws {
        guard size.height == side, size.width == side else {
            throw NearestError(
                .brokenModel, folder + "/preprocessor_config.json",
                "it makes pictures of \(size.width) × \(size.height) pixels where config.json promises \(side)")
        }
    }
}
