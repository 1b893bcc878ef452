import Inference
import NearestCore

/// DINOv2. Its embedding is the state of the leading token after the last normalisation. Positions are resampled
/// where pictures are prepared in another size than the model was trained on.
/// Oquab and others, "DINOv2: Learning Robust Visual Features without Supervision", arXiv:2304.07193.
struct Dinov2: VisionArchitecture {
    static let modelTypes = ["dinov2"]

    var dimensions: Int { shape.width }
    let embedding = "first token"
    let normalises = false
    let textTower: (any TextTower)? = nil

    private let shape: TransformerShape
    private let grid: PatchGrid
    private let isGated: Bool
    private let folder: ModelFolder

    init(_ folder: ModelFolder) throws {
        var configuration = try folder.decode(TransformerConfiguration.self, from: "config.json")
        let file = folder.path + "/config.json"
        let width = configuration.hidden_size ?? 768
        let ratio = configuration.mlp_ratio ?? 4
        guard width > 0, width <= 1 << 20, ratio > 0, ratio <= 64 else {
            throw NearestError(
                .brokenModel, file, "its sizes contradict each other", remedy: ModelFolder.sizesRemedy)
        }
        configuration.intermediate_size = Int(Double(width) * ratio)
        shape = try configuration.shape(.base(epsilon: 1e-6, .gelu), in: folder)
        grid = try configuration.grid(patch: 14, in: folder)
        isGated = configuration.use_swiglu_ffn ?? false
        self.folder = folder
    }

    func imageSettings(_ tensors: [String: ExternalTensor]) throws -> ImageSettings {
        try ImageSettings(folder, family: .bit)
    }

    func network(
        pixels: OnnxGraph.Value, size: ImageSettings.PixelSize, tensors: [String: ExternalTensor],
        in graph: OnnxGraph
    ) throws -> VisionOutputs {
        let weights = ModelWeights(
            tensors, folder: folder.path, prefixes: ["", "dinov2."], probe: "embeddings.cls_token")
        let layer = TransformerLayers(graph: graph, weights: weights, epsilon: shape.epsilon)
        let embeddings = PatchEmbeddings(graph: graph, width: shape.width, patch: grid.patch)
        let projection = "embeddings.patch_embeddings.projection"
        let patches = embeddings.patches(
            pixels, weight: try layer.weight(projection + ".weight", [shape.width, 3, grid.patch, grid.patch]),
            bias: try layer.weight(projection + ".bias", [shape.width]))
        var states = embeddings.withLeadingToken(
            patches, token: try layer.weight("embeddings.cls_token", [1, 1, shape.width]),
            positions: try positions(size, layer))
        for index in 0..<shape.layers {
            states = try block(index).apply(states, penalty: graph.scalar(0), shape, layer)
        }
        states = try layer.normalize(states, "layernorm", shape.width)
        let pooled = graph.squeeze(graph.slice(states, axis: 1, start: 0, end: 1), axes: [1])
        return VisionOutputs(embedding: pooled, logits: try logits(states, pooled, tensors, in: graph))
    }

    /// Positions for pictures of `size`: 1 × (squares + 1) × width.
    private func positions(
        _ size: ImageSettings.PixelSize, _ layer: TransformerLayers
    ) throws -> OnnxGraph.Value {
        let graph = layer.graph
        let table = try layer.weight(
            "embeddings.position_embeddings", [1, grid.count * grid.count + 1, shape.width])
        let (rows, columns) = (size.height / grid.patch, size.width / grid.patch)
        if rows == grid.count && columns == grid.count && size.height == size.width { return table }
        let squares = graph.slice(table, axis: 1, start: 1, end: grid.count * grid.count + 1)
        let map = graph.transpose(graph.reshape(squares, [1, grid.count, grid.count, shape.width]), [0, 3, 1, 2])
        let resized = graph.cubicResize(map, channels: shape.width, height: rows, width: columns)
        let list = graph.reshape(graph.transpose(resized, [0, 2, 3, 1]), [1, rows * columns, shape.width])
        return graph.concatenate([graph.slice(table, axis: 1, start: 0, end: 1), list], axis: 1)
    }

    /// The classifier sees the leading token and the mean of the others.
    private func logits(
        _ states: OnnxGraph.Value, _ pooled: OnnxGraph.Value, _ tensors: [String: ExternalTensor],
        in graph: OnnxGraph
    ) throws -> OnnxGraph.Value? {
        let head = TransformerLayers(
            graph: graph, weights: ModelWeights(tensors, folder: folder.path), epsilon: shape.epsilon)
        guard let classes = head.weights.dimensions(of: "classifier.weight")?.first else { return nil }
        let others = graph.mean(graph.slice(states, axis: 1, start: 1, end: Int(Int32.max)), axes: [1])
        return try head.linear(
            graph.concatenate([pooled, others], axis: 1), "classifier", from: 2 * shape.width, to: classes)
    }

    private func block(_ index: Int) -> PreNormalizedBlock {
        let name = "encoder.layer.\(index)."
        // Two thirds of the plain width, rounded up to a multiple of 8.
        let gatedWidth = (Int(Double(shape.feedForward * 2) / 3) + 7) / 8 * 8
        return PreNormalizedBlock(
            firstNorm: name + "norm1", query: name + "attention.attention.query",
            key: name + "attention.attention.key", value: name + "attention.attention.value",
            output: name + "attention.output.dense", secondNorm: name + "norm2",
            wide: name + "mlp.fc1", narrow: name + "mlp.fc2",
            scales: (name + "layer_scale1.lambda1", name + "layer_scale2.lambda1"),
            gated: isGated ? (name + "mlp.weights_in", name + "mlp.weights_out", gatedWidth) : nil)
    }
}
