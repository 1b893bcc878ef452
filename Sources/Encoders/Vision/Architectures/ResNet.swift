import Inference
import NearestCore

/// Residual convolutional networks, in transformers' layout and in torchvision's.
/// He, Zhang, Ren and Sun, "Deep Residual Learning for Image Recognition", arXiv:1512.03385.
struct ResNet: VisionArchitecture {
    static let modelTypes = ["resnet"]

    let dimensions: Int
    let embedding = "pooled"
    let normalises = false
    let textTower: (any TextTower)? = nil

    private let configuration: Configuration
    private let activation: Activation
    private let folder: ModelFolder

    /// What PyTorch adds to a variance.
    private static let epsilon: Float = 1e-5

    private struct Configuration: Decodable {
        var embedding_size: Int?
        var hidden_sizes: [Int]?
        var depths: [Int]?
        var layer_type: String?
        var hidden_act: String?
        var downsample_in_first_stage: Bool?
        var downsample_in_bottleneck: Bool?
        var num_channels: Int?

        var stem: Int { embedding_size ?? 64 }
        var widths: [Int] { hidden_sizes ?? [256, 512, 1024, 2048] }
        var lengths: [Int] { depths ?? [3, 4, 6, 3] }
        var isBottleneck: Bool { layer_type ?? "bottleneck" == "bottleneck" }

        /// What torchvision's tensors show of their network.
        init(torchvision tensors: [String: ExternalTensor]) {
            let last = tensors["layer1.0.conv3.weight"] == nil ? "conv2" : "conv3"
            layer_type = last == "conv3" ? "bottleneck" : "basic"
            embedding_size = tensors["conv1.weight"]?.dimensions.first
            let stages = (1...4).prefix { tensors["layer\($0).0.conv1.weight"] != nil }
            hidden_sizes = stages.map { tensors["layer\($0).0.\(last).weight"]?.dimensions.first ?? 0 }
            depths = stages.map { stage in
                (0...).prefix { tensors["layer\(stage).\($0).conv1.weight"] != nil }.count
            }
        }
    }

    init(_ folder: ModelFolder) throws {
        let configuration = try Self.configuration(folder)
        let file = "\(folder.path)/\(folder.torchFile ?? "config.json")"
        let sizes = configuration.widths + configuration.lengths + [configuration.stem]
        guard sizes.allSatisfy({ $0 > 0 }), let last = configuration.widths.last,
            configuration.widths.count == configuration.lengths.count, configuration.num_channels ?? 3 == 3
        else {
            throw NearestError(
                .brokenModel, file, "its sizes contradict each other", remedy: ModelFolder.sizesRemedy)
        }
        guard ["bottleneck", "basic"].contains(configuration.layer_type ?? "bottleneck") else {
            throw NearestError(
                .unknownModel, file, "its layer_type is not known here", remedy: ModelFolder.variantRemedy)
        }
        self.configuration = configuration
        self.folder = folder
        dimensions = last
        activation = try Activation(named: configuration.hidden_act ?? "relu", in: folder)
    }

    private static func configuration(_ folder: ModelFolder) throws -> Configuration {
        guard let file = folder.torchFile else { return try folder.decode(Configuration.self, from: "config.json") }
        let tensors = try WeightFiles.tensors(of: folder)
        guard ResNetNames.areTorchvision(tensors) else {
            throw NearestError(
                .unknownModel, "\(folder.path)/\(file)", "its tensors are not those of torchvision's ResNets",
                remedy: "Put the model's config.json beside it.")
        }
        return Configuration(torchvision: tensors)
    }

    func imageSettings(_ tensors: [String: ExternalTensor]) throws -> ImageSettings {
        if folder.has("preprocessor_config.json") || !ResNetNames.areTorchvision(tensors) {
            return try ImageSettings(folder, family: .convNext)
        }
        // torchvision's second weights for ResNet-50 were evaluated on slightly smaller pictures.
        let isSecond = tensors.values.first?.file.split(separator: "/").last == "resnet50-11ad3fa6.pth"
        return .torchvision(shortestEdge: isSecond ? 232 : 256)
    }

    func network(
        pixels: OnnxGraph.Value, size: ImageSettings.PixelSize, tensors: [String: ExternalTensor],
        in graph: OnnxGraph
    ) throws -> VisionOutputs {
        let names = ResNetNames(tensors)
        let weights = ModelWeights(tensors, folder: folder.path)
        let layer = TransformerLayers(graph: graph, weights: weights, epsilon: Self.epsilon)
        var states = try convolve(pixels, names.stem, 3, configuration.stem, size: 7, stride: 2, layer)
        states = graph.maximumPool(activation.apply(states, in: graph), size: 3, stride: 2, padding: 1)
        var width = configuration.stem
        for (stage, outputs) in configuration.widths.enumerated() {
            for block in 0..<configuration.lengths[stage] {
                let halves = block == 0 && (stage > 0 || configuration.downsample_in_first_stage == true)
                states = try self.block(
                    states, names.block(stage, block), from: width, to: outputs, stride: halves ? 2 : 1, layer)
                width = outputs
            }
        }
        let pooled = graph.mean(states, axes: [2, 3])
        let classes = weights.dimensions(of: names.classifier + ".weight")?.first
        return VisionOutputs(
            embedding: pooled,
            logits: try classes.map { try layer.linear(pooled, names.classifier, from: dimensions, to: $0) })
    }

    private func block(
        _ states: OnnxGraph.Value, _ names: ResNetNames.Block, from inputs: Int, to outputs: Int, stride: Int,
        _ layer: TransformerLayers
    ) throws -> OnnxGraph.Value {
        var inner = states
        let steps = convolutions(from: inputs, to: outputs, stride: stride)
        for (index, step) in steps.enumerated() {
            inner = try convolve(
                inner, names.convolution(index), step.inputs, step.outputs, size: step.size, stride: step.stride,
                layer)
            if index < steps.count - 1 { inner = activation.apply(inner, in: layer.graph) }
        }
        var outer = states
        if inputs != outputs || stride != 1 {
            outer = try convolve(states, names.shortcut, inputs, outputs, size: 1, stride: stride, layer)
        }
        return activation.apply(layer.graph.add(inner, outer), in: layer.graph)
    }

    private struct Step {
        var inputs: Int
        var outputs: Int
        var size: Int
        var stride: Int
    }

    private func convolutions(from inputs: Int, to outputs: Int, stride: Int) -> [Step] {
        guard configuration.isBottleneck else {
            return [
                Step(inputs: inputs, outputs: outputs, size: 3, stride: stride),
                Step(inputs: outputs, outputs: outputs, size: 3, stride: 1),
            ]
        }
        let narrow = outputs / 4
        let isEarly = configuration.downsample_in_bottleneck == true
        return [
            Step(inputs: inputs, outputs: narrow, size: 1, stride: isEarly ? stride : 1),
            Step(inputs: narrow, outputs: narrow, size: 3, stride: isEarly ? 1 : stride),
            Step(inputs: narrow, outputs: outputs, size: 1, stride: 1),
        ]
    }

    /// A convolution without bias, and its normalisation.
    private func convolve(
        _ states: OnnxGraph.Value, _ names: ResNetNames.Convolution, _ inputs: Int, _ outputs: Int, size: Int,
        stride: Int, _ layer: TransformerLayers
    ) throws -> OnnxGraph.Value {
        let kernel = try layer.weight(names.convolution + ".weight", [outputs, inputs, size, size])
        let value = layer.graph.convolution(states, weight: kernel, stride: stride, padding: size / 2)
        func statistic(_ name: String) throws -> OnnxGraph.Value {
            try layer.weight("\(names.normalization).\(name)", [outputs])
        }
        return layer.graph.batchNormalization(
            value, scale: try statistic("weight"), bias: try statistic("bias"),
            mean: try statistic("running_mean"), variance: try statistic("running_var"), epsilon: Self.epsilon)
    }
}
