import NearestCore

/// A model with a manifest that also predicts classes.
final class ManifestClassifier: Classifier {
    private let encoder: ManifestEncoder
    private let scores: ManifestScores

    init(_ encoder: ManifestEncoder, _ scores: ManifestScores) {
        self.encoder = encoder
        self.scores = scores
    }

    var space: Space { encoder.space }

    var tokenCounter: (any TokenCounter)? { encoder.tokenCounter }

    var listener: (any Listener)? { encoder.listener }

    func encode(
        _ inputs: [EncoderInput], purpose: EncodingPurpose, cancellation: Cancellation
    ) throws -> VectorBatch {
        try encoder.encode(inputs, purpose: purpose, cancellation: cancellation)
    }

    func labels(
        of inputs: [EncoderInput], count: Int, cancellation: Cancellation
    ) throws -> [[Label]] {
        try encoder.answers(to: inputs, wantsScores: true, cancellation)
            .map { scores.labels(of: $0.scores, count: count) }
    }

    func encodeWithLabels(
        _ inputs: [EncoderInput], purpose: EncodingPurpose, count: Int, cancellation: Cancellation
    ) throws -> (vectors: VectorBatch, labels: [[Label]]) {
        let answers = try encoder.answers(to: inputs, purpose, wantsScores: true, cancellation)
        return (
            VectorBatch(dimensions: space.dimensions, values: answers.flatMap(\.vector)),
            answers.map { scores.labels(of: $0.scores, count: count) }
        )
    }
}
