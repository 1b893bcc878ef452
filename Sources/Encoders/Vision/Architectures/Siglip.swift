import Inference
import NearestCore

/// SigLIP: texts and pictures in one space, trained pair by pair.
/// Zhai, Mustafa, Kolesnikov and Beyer, "Sigmoid Loss for Language Image Pre-Training", arXiv:2303.15343.
struct Siglip: VisionArchitecture {
    static let modelTypes = ["siglip"]

    let dimensions: Int
    let embedding = "attention pooled"
    let normalises = true
    let text: SiglipText

    var textTower: (any TextTower)? { text }

    private let shape: TransformerShape
    private let grid: PatchGrid
    private let folder: ModelFolder

    private struct Configuration: Decodable {
        var text_config: TransformerConfiguration?
        var vision_config: TransformerConfiguration?
    }

    init(_ folder: ModelFolder) throws {
        let configuration = try folder.decode(Configuration.self, from: "config.json")
        let file = folder.path + "/config.json"
        guard let vision = configuration.vision_config, let text = configuration.text_config else {
            throw NearestError(
                .brokenModel, file, "it lacks text_config or vision_config", remedy: "Fetch the model again.")
        }
        guard vision.vision_use_head ?? true else {
            throw NearestError(
                .unknownModel, file, "a vision part without its head is not known here",
                remedy: ModelFolder.variantRemedy)
        }
        shape = try vision.shape(.base(epsilon: 1e-6, .geluPyTorchTanh), in: folder)
        dimensions = shape.width
        grid = try vision.grid(patch: 16, in: folder)
        self.text = try SiglipText(text, dimensions: dimensions, folder)
        self.folder = folder
    }

    func imageSettings(_ tensors: [String: ExternalTensor]) throws -> ImageSettings {
        try ImageSettings(folder, family: .siglip)
    }

    func network(
        pixels: OnnxGraph.Value, size: ImageSettings.PixelSize, tensors: [String: ExternalTensor],
        in graph: OnnxGraph
    ) throws -> VisionOutputs {
        try grid.check(size, folder.path)
        let layer = TransformerLayers(
            graph: graph, weights: ModelWeights(tensors, folder: folder.path), epsilon: shape.epsilon)
        let embeddings = PatchEmbeddings(graph: graph, width: shape.width, patch: grid.patch)
        let name = "vision_model.embeddings."
        let patches = embeddings.patches(
            pixels,
            weight: try layer.weight(name + "patch_embedding.weight", [shape.width, 3, grid.patch, grid.patch]),
            bias: try layer.weight(name + "patch_embedding.bias", [shape.width]))
        var states = graph.add(
            patches, try layer.weight(name + "position_embedding.weight", [grid.count * grid.count, shape.width]))
        for index in 0..<shape.layers {
            states = try PreNormalizedBlock.clip("vision_model.encoder.layers.\(index).")
                .apply(states, penalty: graph.scalar(0), shape, layer)
        }
        states = try layer.normalize(states, "vision_model.post_layernorm", shape.width)
        return VisionOutputs(embedding: try head(states, layer))
    }

    /// Pools by the attention of one learnt query, followed by a feed-forward part.
    private func head(_ states: OnnxGraph.Value, _ layer: TransformerLayers) throws -> OnnxGraph.Value {
        let graph = layer.graph
        let (width, heads) = (shape.width, shape.heads)
        let name = "vision_model.head."
        let probe = try layer.weight(name + "probe", [1, 1, width])
        let matrix = try layer.weight(name + "attention.in_proj_weight", [3 * width, width])
        let bias = try layer.weight(name + "attention.in_proj_bias", [3 * width])
        /// The query's, keys' and values' projections lie in one tensor, one after the other.
        func project(_ value: OnnxGraph.Value, _ part: Int, _ permutation: [Int]) -> OnnxGraph.Value {
            let rows = graph.slice(matrix, axis: 0, start: part * width, end: (part + 1) * width)
            let shift = graph.slice(bias, axis: 0, start: part * width, end: (part + 1) * width)
            let projected = graph.linear(value, weight: rows, bias: shift)
            return graph.transpose(graph.reshape(projected, [0, 0, heads, width / heads]), permutation)
        }
        let scale = graph.scalar(1 / Float(width / heads).squareRoot())
        let query = graph.multiply(project(probe, 0, [0, 2, 1, 3]), scale)
        let scores = graph.softmax(graph.matMul(query, project(states, 1, [0, 2, 3, 1])))
        let mixed = graph.matMul(scores, project(states, 2, [0, 2, 1, 3]))
        let joined = graph.reshape(graph.transpose(mixed, [0, 2, 1, 3]), [0, width])
        let pooled = try layer.linear(joined, name + "attention.out_proj", from: width, to: width)
        let normal = try layer.normalize(pooled, name + "layernorm", width)
        let wide = try layer.linear(normal, name + "mlp.fc1", from: width, to: shape.feedForward)
        let narrow = try layer.linear(
            shape.activation.apply(wide, in: graph), name + "mlp.fc2", from: shape.feedForward, to: width)
        return graph.add(pooled, narrow)
    }
}
