import Inference
import NearestCore

/// The function between a feed-forward layer's two products, by its name in `config.json`.
enum Activation: String {
    case gelu
    case geluTanh = "gelu_new"
    case geluPyTorchTanh = "gelu_pytorch_tanh"
    case quickGelu = "quick_gelu"
    case relu
    case silu

    /// - Throws: `NearestError(.unknownModel)` for a name that is not known here.
    init(named name: String, in folder: ModelFolder) throws {
        guard let known = Activation(rawValue: name) else {
            throw NearestError(
                .unknownModel, folder.id, "its activation \(name) is not known here",
                remedy: "`nearest models list` names models that work.")
        }
        self = known
    }

    func apply(_ value: OnnxGraph.Value, in graph: OnnxGraph) -> OnnxGraph.Value {
        switch self {
        case .gelu: graph.gelu(value)
        case .geluTanh, .geluPyTorchTanh: graph.gelu(value, approximate: "tanh")
        case .quickGelu:
            graph.multiply(value, graph.sigmoid(graph.multiply(value, graph.scalar(1.702))))
        case .relu: graph.relu(value)
        case .silu: graph.multiply(value, graph.sigmoid(value))
        }
    }
}
