import Inference
import NearestCore

/// The Vision Transformer. Its embedding is the state of the leading token after the last normalisation.
/// Dosovitskiy and others, "An Image Is Worth 16x16 Words", arXiv:2010.11929.
struct VisionTransformer: VisionArchitecture {
    static let modelTypes = ["vit"]

    var dimensions: Int { shape.width }
    let embedding = "first token"
    let normalises = false
    let textTower: (any TextTower)? = nil

    private let shape: TransformerShape
    private let side: Int
    private let patch: Int
    private let grid: Int
    private let folder: ModelFolder

    private struct Configuration: Decodable {
        var hidden_size: Int?
        var num_hidden_layers: Int?
        var num_attention_heads: Int?
        var intermediate_size: Int?
        var hidden_act: String?
        var layer_norm_eps: Float?
        var image_size: Int?
        var patch_size: Int?
    }

    init(_ folder: ModelFolder) throws {
        let configuration = try folder.decode(Configuration.self, from: "config.json")
        let file = folder.path + "/config.json"
        shape = try TransformerShape(
            width: configuration.hidden_size ?? 768, layers: configuration.num_hidden_layers ?? 12,
            heads: configuration.num_attention_heads ?? 12, feedForward: configuration.intermediate_size ?? 3072,
            epsilon: configuration.layer_norm_eps ?? 1e-12,
            activation: Activation(named: configuration.hidden_act ?? "gelu", in: folder)
        ).checked(file)
        side = configuration.image_size ?? 224
        patch = configuration.patch_size ?? 16
        grid = try PatchEmbeddings.grid(side: side, patch: patch, file)
        self.folder = folder
    }

    func imageSettings(_ tensors: [String: ExternalTensor]) throws -> ImageSettings {
        try ImageSettings(folder, family: .vit)
    }

    func network(
        pixels: OnnxGraph.Value, size: ImageSettings.PixelSize, tensors: [String: ExternalTensor],
        in graph: OnnxGraph
    ) throws -> VisionOutputs {
        try PatchEmbeddings.check(size, side: side, folder.path)
        let weights = ModelWeights(
            tensors, folder: folder.path, prefixes: ["", "vit."], probe: "embeddings.cls_token")
        let layer = TransformerLayers(graph: graph, weights: weights, epsilon: shape.epsilon)
        let embeddings = PatchEmbeddings(graph: graph, width: shape.width, patch: patch)
        let projection = "embeddings.patch_embeddings.projection"
        let patches = embeddings.patches(
            pixels, weight: try layer.weight(projection + ".weight", [shape.width, 3, patch, patch]),
            bias: try layer.weight(projection + ".bias", [shape.width]))
        var states = embeddings.withLeadingToken(
            patches, token: try layer.weight("embeddings.cls_token", [1, 1, shape.width]),
            positions: try layer.weight("embeddings.position_embeddings", [1, grid * grid + 1, shape.width]))
        for index in 0..<shape.layers {
            states = try Self.block(index).apply(states, penalty: graph.scalar(0), shape, layer)
        }
        let first = graph.squeeze(graph.slice(states, axis: 1, start: 0, end: 1), axes: [1])
        let pooled = try layer.normalize(first, "layernorm", shape.width)
        return VisionOutputs(embedding: pooled, logits: try logits(pooled, tensors, in: graph))
    }

    private func logits(
        _ pooled: OnnxGraph.Value, _ tensors: [String: ExternalTensor], in graph: OnnxGraph
    ) throws -> OnnxGraph.Value? {
        let head = TransformerLayers(
            graph: graph, weights: ModelWeights(tensors, folder: folder.path), epsilon: shape.epsilon)
        return try head.weights.dimensions(of: "classifier.weight")?.first.map {
            try head.linear(pooled, "classifier", from: shape.width, to: $0)
        }
    }

    private static func block(_ index: Int) -> PreNormalizedBlock {
        let name = "encoder.layer.\(index)."
        return PreNormalizedBlock(
            firstNorm: name + "layernorm_before", query: name + "attention.attention.query",
            key: name + "attention.attention.key", value: name + "attention.attention.value",
            output: name + "attention.output.dense", secondNorm: name + "layernorm_after",
            wide: name + "intermediate.dense", narrow: name + "output.dense")
    }
}
