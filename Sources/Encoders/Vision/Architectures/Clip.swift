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
    private let side: Int
    private let patch: Int
    private let grid: Int
    private let folder: ModelFolder

    private struct Configuration: Decodable {
        var projection_dim: Int?
        var text_config: ClipText.Configuration?
        var vision_config: Vision?
        // Older files say what counts under these names.
        var text_config_dict: ClipText.Configuration?
        var vision_config_dict: Vision?
    }

    private struct Vision: Decodable {
        var hidden_size: Int?
        var intermediate_size: Int?
        var num_hidden_layers: Int?
        var num_attention_heads: Int?
        var image_size: Int?
        var patch_size: Int?
        var hidden_act: String?
        var layer_norm_eps: Float?
    }

    init(_ folder: ModelFolder) throws {
        let configuration = try folder.decode(Configuration.self, from: "config.json")
        let file = folder.path + "/config.json"
        dimensions = configuration.projection_dim ?? 512
        guard dimensions > 0 else { throw NearestError(.brokenModel, file, "its projection_dim is impossible") }
        guard let vision = configuration.vision_config_dict ?? configuration.vision_config,
            let text = configuration.text_config_dict ?? configuration.text_config
        else { throw NearestError(.brokenModel, file, "it lacks text_config or vision_config") }
        shape = try TransformerShape(
            width: vision.hidden_size ?? 768, layers: vision.num_hidden_layers ?? 12,
            heads: vision.num_attention_heads ?? 12, feedForward: vision.intermediate_size ?? 3072,
            epsilon: vision.layer_norm_eps ?? 1e-5,
            activation: Activation(named: vision.hidden_act ?? "quick_gelu", in: folder)
        ).checked(file)
        side = vision.image_size ?? 224
        patch = vision.patch_size ?? 32
        grid = try PatchEmbeddings.grid(side: side, patch: patch, file)
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
        try PatchEmbeddings.check(size, side: side, folder.path)
        let layer = TransformerLayers(
            graph: graph, weights: ModelWeights(tensors, folder: folder.path), epsilon: shape.epsilon)
        let embeddings = PatchEmbeddings(graph: graph, width: shape.width, patch: patch)
        let name = "vision_model.embeddings."
        let patches = embeddings.patches(
            pixels, weight: try layer.weight(name + "patch_embedding.weight", [shape.width, 3, patch, patch]),
            bias: nil)
        let positions = try layer.weight(name + "position_embedding.weight", [grid * grid + 1, shape.width])
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
