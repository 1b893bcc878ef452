import Inference

/// What transformers and torchvision call the parts of a ResNet.
struct ResNetNames {
    private let isTorchvision: Bool
    /// What a checkpoint with a classifier puts before the names of transformers' layout.
    private let prefix: String

    struct Convolution {
        var convolution: String
        var normalization: String
    }

    init(_ tensors: [String: ExternalTensor]) {
        isTorchvision = Self.areTorchvision(tensors)
        prefix = tensors["resnet.embedder.embedder.convolution.weight"] == nil ? "" : "resnet."
    }

    static func areTorchvision(_ tensors: [String: ExternalTensor]) -> Bool {
        tensors["conv1.weight"] != nil && tensors["layer1.0.conv1.weight"] != nil
    }

    var stem: Convolution {
        isTorchvision
            ? Convolution(convolution: "conv1", normalization: "bn1")
            : Self.pair(prefix + "embedder.embedder")
    }

    var classifier: String { isTorchvision ? "fc" : "classifier.1" }

    func block(_ stage: Int, _ block: Int) -> Block {
        let name = isTorchvision ? "layer\(stage + 1).\(block)" : "\(prefix)encoder.stages.\(stage).layers.\(block)"
        return Block(name: name, isTorchvision: isTorchvision)
    }

    struct Block {
        fileprivate let name: String
        fileprivate let isTorchvision: Bool

        func convolution(_ index: Int) -> Convolution {
            isTorchvision
                ? Convolution(convolution: "\(name).conv\(index + 1)", normalization: "\(name).bn\(index + 1)")
                : ResNetNames.pair("\(name).layer.\(index)")
        }

        var shortcut: Convolution {
            isTorchvision
                ? Convolution(convolution: "\(name).downsample.0", normalization: "\(name).downsample.1")
                : ResNetNames.pair("\(name).shortcut")
        }
    }

    private static func pair(_ name: String) -> Convolution {
        Convolution(convolution: name + ".convolution", normalization: name + ".normalization")
    }
}
