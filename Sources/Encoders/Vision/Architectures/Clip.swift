import Inference
import NearestCore

/// CLIP: texts and pictures in one space.
/// Radford and others, "Learning Transferable Visual Models From Natural Language Supervision",
/// arXiv:2103.00020.
struct Clip: VisionArchitecture {
    static let modelTypes = ["clip"]

    let dimensions: Int
    let embedding = "projected"
    let normalises = true
    let text: ClipText

    var textTower: (any TextTower)? { text }

    private let shape: TransformerShape
    private let grid: PatchGrid
    private let folder: ModelFolder

    private struct Configuration: Decodable {
        var projection_dim: Int?
        var text_config: TransformerConfiguration?
        var vision_config: TransformerConfiguration?
        // Older files say what counts under these names.
        var text_config_dict: TransformerConfiguration?
        var vision_config_dict: TransformerConfiguration?
    }

    init(_ folder: ModelFolder) throws {
        let configuration = try folder.decode(Configuration.self, from: "config.json")
        let file = folder.path + "/config.json"
        dimensions = configuration.projection_dim ?? 512
        guard dimensions > 0 else {
            throw NearestError(
                .brokenModel, file, "its projection_dim is impossible", remedy: ModelFolder.sizesRemedy)
        }
        guard let vision = configuration.vision_config_dict ?? configuration.vision_config,
            let text = configuration.text_config_dict ?? configuration.text_config
        else {
            throw NearestError(
                .brokenModel, file, "it lacks text_config or vision_config", remedy: "Fetch the model again.")
        }
        shape = try vision.shape(.base(epsilon: 1e-5, .quickGelu), in: folder)
        grid = try vision.grid(patch: 32, in: folder)
        self.text = try ClipText(text, dimensions: dimensions, folder)
        self.folder = folder
    }

    func imageSettings(_ tensors: [String: ExternalTensor]) throws -> ImageSettings {
        try ImageSettings(folder, family: .clip)
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
            bias: nil)
        let positions = try layer.weight(
            name + "position_embedding.weight", [grid.count * grid.count + 1, shape.width])
        var states = embeddings.withLeadingToken(
            patches, token: try layer.weight(name + "class_embedding", [shape.width]),
            positions: graph.unsqueeze(positions, axes: [0]))
        states = try layer.normalize(states, "vision_model.pre_layrnorm", shape.width)
        for index in 0..<shape.layers {
            states = try PreNormalizedBlock.clip("vision_model.encoder.layers.\(index).")
                .apply(states, penalty: graph.scalar(0), shape, layer)
        }
        let first = graph.squeeze(graph.slice(states, axis: 1, start: 0, end: 1), axes: [1])
        let pooled = try layer.normalize(first, "vision_model.post_layernorm", shape.width)
        return VisionOutputs(
            embedding: try layer.linear(pooled, "visual_projection", from: shape.width, to: dimensions))
    }
}
