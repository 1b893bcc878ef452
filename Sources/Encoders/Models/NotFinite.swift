import Inference
import NearestCore

/// Why a network gave something that is not finite: its weights, or its arithmetic.
enum NotFinite {
    /// The same of all tensors of a model's weights.
    static func error(_ model: String, in folder: ModelFolder) -> NearestError {
        error(model, (try? WeightFiles.tensors(of: folder).values).map(Array.init) ?? [])
    }

    /// The error that names the file and the tensor that is not finite itself; where all are, the model.
    ///
    /// What a network is compiled from was looked at then; this finds what became of it since.
    static func error(_ model: String, _ tensors: some Sequence<ExternalTensor>) -> NearestError {
        for tensor in tensors.sorted(by: { ($0.file, $0.offset) < ($1.file, $1.offset) }) {
            guard (try? tensor.isFinite()) == false else { continue }
            return NearestError(
                .brokenModel, tensor.file, "its tensor \(tensor.name) holds numbers that are not finite",
                remedy: "Fetch the model again.")
        }
        return NearestError(
            .inference, model, "the network gave a vector that is not finite, though its weights are",
            remedy: "Try --precision f32; if that does not help, fetch the model again.")
    }
}
