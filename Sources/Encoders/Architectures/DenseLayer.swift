import Inference
import NearestCore

/// A layer that sentence-transformers puts behind the pooling: a linear map and a function.
struct DenseLayer: Sendable, Hashable {
    let inputs: Int
    let outputs: Int
    /// The file of its weights.
    let file: String

    private let hasBias: Bool
    private let hasResidual: Bool
    private let function: Function

    /// By the last part of PyTorch's name.
    private enum Function: String {
        case identity = "Identity"
        case tanh = "Tanh"
        case relu = "ReLU"
        case gelu = "GELU"
        case silu = "SiLU"
        case sigmoid = "Sigmoid"
    }

    private struct Configuration: Decodable {
        var in_features: Int
        var out_features: Int
        var bias: Bool?
        var activation_function: String?
        var module_input_name: String?
        var module_output_name: String?
        var use_residual: Bool?
    }

    /// - Parameter path: the layer's folder in the model's.
    /// - Throws: `NearestError(.brokenModel)` for sizes that cannot be, `.unknownModel` for a function or a place
    ///   in the network that is not known here.
    init(_ folder: ModelFolder, path: String) throws {
        let name = path + "/config.json"
        let configuration = try folder.decode(Configuration.self, from: name)
        let place = "\(folder.path)/\(name)"
        guard configuration.in_features > 0, configuration.out_features > 0 else {
            throw NearestError(.brokenModel, place, "its sizes are impossible", remedy: "Fetch the model again.")
        }
        let named = configuration.activation_function ?? "torch.nn.modules.activation.Tanh"
        let last = named.split(separator: ".").last.map(String.init) ?? ""
        guard named.hasPrefix("torch.nn."), let function = Function(rawValue: last) else {
            throw NearestError(
                .unknownModel, place, "its activation_function \(named) is not known here",
                remedy: "`nearest models list` names models that work.")
        }
        let names = [configuration.module_input_name, configuration.module_output_name]
        guard names.allSatisfy({ $0 == nil || $0 == "sentence_embedding" }) else {
            throw NearestError(
                .unknownModel, place, "a layer for single tokens is not known here",
                remedy: "`nearest models list` names models that work.")
        }
        inputs = configuration.in_features
        outputs = configuration.out_features
        hasBias = configuration.bias ?? true
        hasResidual = configuration.use_residual ?? false
        self.function = function
        let safe = path + "/model.safetensors"
        file = try folder.file(folder.has(safe) ? safe : path + "/pytorch_model.bin")
    }

    /// What of it moves a vector, apart from its weights.
    var text: String {
        "dense \(inputs) to \(outputs), \(function.rawValue)" + (hasBias ? "" : ", no bias")
            + (hasResidual ? ", residual" : "")
    }

    /// - Parameter value: batch × `inputs`.
    /// - Returns: batch × `outputs`.
    func apply(_ value: OnnxGraph.Value, in graph: OnnxGraph) throws -> OnnxGraph.Value {
        let isTorch = file.hasSuffix(".bin")
        let tensors = try isTorch ? TorchFile(path: file).tensors : SafetensorsFile(path: file).tensors
        let weights = ModelWeights(tensors, folder: file)
        func product(_ name: String, bias: Bool) throws -> OnnxGraph.Value {
            let matrix = graph.weight(try weights.tensor(name + ".weight", [outputs, inputs]))
            let offset = bias ? graph.weight(try weights.tensor(name + ".bias", [outputs])) : nil
            return graph.linear(value, weight: matrix, bias: offset)
        }
        let mapped = applyFunction(try product("linear", bias: hasBias), in: graph)
        guard hasResidual else { return mapped }
        return graph.add(mapped, inputs == outputs ? value : try product("residual", bias: false))
    }

    private func applyFunction(_ value: OnnxGraph.Value, in graph: OnnxGraph) -> OnnxGraph.Value {
        switch function {
        case .identity: value
        case .tanh: graph.tanh(value)
        case .relu: graph.relu(value)
        case .gelu: graph.gelu(value)
        case .silu: graph.multiply(value, graph.sigmoid(value))
        case .sigmoid: graph.sigmoid(value)
        }
    }
}
