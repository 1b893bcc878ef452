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
    private let grid: PatchGrid
    private let folder: ModelFolder

    init(_ folder: ModelFolder) throws {
        let configuration = try folder.decode(TransformerConfiguration.self, from: "config.json")
        shape = try configuration.shape(.base(epsilon: 1e-12, .gelu), in: folder)
        grid = try configuration.grid(patch: 16, in: folder)
        self.folder = folder
    }

    func imageSettings(_ tensors: [String: ExternalTensor]) throws -> ImageSettings {
        try ImageSettings(folder, family: .vit)
    }

    func network(
        pixels: OnnxGraph.Value, size: ImageSettings.PixelSize, tensors: [String: ExternalTensor],
        in graph: OnnxGraph
    ) throws -> VisionOutputs {
        try grid.check(size, folder.path)
        let weights = ModelWeights(
            tensors, folder: folder.path, prefixes: ["", "vit."], probe: "embeddings.cls_token")
        let layer = TransformerLayers(graph: graph, weights: weights, epsilon: shape.epsilon)
        let embeddings = PatchEmbeddings(graph: graph, width: shape.width, patch: grid.patch)
        let projection = "embeddings.patch_embeddings.projection"
        let patches = embeddings.patches(
            pixels, weight: try layer.weight(projection + ".weight", [shape.width, 3, grid.patch, grid.patch]),
            bias: try layer.weight(projection + ".bias", [shape.width]))
        var states = embeddings.withLeadingToken(
            patches, token: try layer.weight("embeddings.cls_token", [1, 1, shape.width]),
            positions: try layer.weight(
                "embeddings.position_embeddings", [1, grid.count * grid.count + 1, shape.width]))
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
