import NearestCore

/// A model for pictures that also says what they show.
final class ImageClassifier: Classifier {
    private let encoder: VisionEncoder
    private let names: [String]

    /// - Parameter names: the classes', in the order of the network's scores.
    init(_ encoder: VisionEncoder, names: [String]) {
        self.encoder = encoder
        self.names = names
    }

    var space: Space { encoder.space }

    var tokenCounter: (any TokenCounter)? { encoder.tokenCounter }

    func encode(
        _ inputs: [EncoderInput], purpose: EncodingPurpose, cancellation: Cancellation
    ) throws -> VectorBatch {
        try encoder.encode(inputs, purpose: purpose, cancellation: cancellation)
    }

    func labels(
        of inputs: [EncoderInput], count: Int, cancellation: Cancellation
    ) throws -> [[Label]] {
        try encoder.labels(of: inputs, count: count, names: names, cancellation: cancellation)
    }

    func encodeWithLabels(
        _ inputs: [EncoderInput], purpose: EncodingPurpose, count: Int, cancellation: Cancellation
    ) throws -> (vectors: VectorBatch, labels: [[Label]]) {
        try encoder.encodeWithLabels(inputs, count: count, names: names, cancellation: cancellation)
    }
}
