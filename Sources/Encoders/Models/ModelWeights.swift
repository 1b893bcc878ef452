import Inference
import NearestCore

/// A model's tensors by the names that its architecture knows, wherever the folder keeps them.
package struct ModelWeights: Sendable {
    private let tensors: [String: ExternalTensor]
    private let folder: String
    /// What this checkpoint puts before the names, such as `bert.`.
    private let prefix: String

    /// - Parameters:
    ///   - prefixes: what a checkpoint may put before the names; the first under which `probe` exists is taken.
    ///   - probe: a tensor that every checkpoint of this architecture has.
    package init(_ tensors: [String: ExternalTensor], folder: String, prefixes: [String] = [], probe: String = "") {
        self.tensors = tensors
        self.folder = folder
        prefix = prefixes.first { tensors[$0 + probe] != nil } ?? ""
    }

    package func has(_ name: String) -> Bool {
        tensors[prefix + name] != nil
    }

    /// The sizes of a tensor that may be there, for what the configuration does not say.
    package func dimensions(of name: String) -> [Int]? {
        tensors[prefix + name]?.dimensions
    }

    /// - Parameter dimensions: the sizes that the configuration promises.
    /// - Throws: `NearestError(.brokenModel)` when the tensor is not there or has other sizes.
    package func tensor(_ name: String, _ dimensions: [Int]) throws -> ExternalTensor {
        guard let tensor = tensors[prefix + name] else {
            throw NearestError(
                .brokenModel, folder, "its weights have no tensor \(prefix + name)",
                remedy: "Fetch the model again; its config.json and weights do not belong together.")
        }
        guard tensor.dimensions == dimensions else {
            throw NearestError(
                .brokenModel, folder,
                "its tensor \(prefix + name) has the sizes \(tensor.dimensions) where config.json promises "
                    + "\(dimensions)",
                remedy: "Fetch the model again; its config.json and weights do not belong together.")
        }
        guard [.f32, .f16, .bf16, .f64].contains(tensor.elementType) else {
            throw NearestError(
                .brokenModel, folder,
                "its tensor \(prefix + name) holds numbers of the type \(tensor.elementType), which is not read here",
                remedy: "Choose the model's version in f32, f16 or bf16; quantised weights need an ONNX network.")
        }
        return tensor
    }
}
