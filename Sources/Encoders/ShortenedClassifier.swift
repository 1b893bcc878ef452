import NearestCore

/// A classifier whose vectors are cut to their first values. Its labels stay as they are.
struct ShortenedClassifier: Classifier {
    private let encoder: ShortenedEncoder
    private let classifier: any Classifier

    init(_ classifier: any Classifier, space: Space) {
        encoder = ShortenedEncoder(classifier, space: space)
        self.classifier = classifier
    }

    var space: Space { encoder.space }
    var tokenCounter: (any TokenCounter)? { encoder.tokenCounter }
    var listener: (any Listener)? { encoder.listener }
    var viewer: (any FilmViewer)? { encoder.viewer }

    func encode(
        _ inputs: [EncoderInput], purpose: EncodingPurpose, cancellation: Cancellation
    ) throws -> VectorBatch {
        try encoder.encode(inputs, purpose: purpose, cancellation: cancellation)
    }

    func labels(
        of inputs: [EncoderInput], count: Int, cancellation: Cancellation
    ) throws -> [[Label]] {
        try classifier.labels(of: inputs, count: count, cancellation: cancellation)
    }

    func encodeWithLabels(
        _ inputs: [EncoderInput], purpose: EncodingPurpose, count: Int, cancellation: Cancellation
    ) throws -> (vectors: VectorBatch, labels: [[Label]]) {
        let whole = try classifier.encodeWithLabels(
            inputs, purpose: purpose, count: count, cancellation: cancellation)
        return (encoder.shortened(whole.vectors), whole.labels)
    }
}
