/// An encoder whose network also predicts classes: its last layer is the prediction, and the layer before it the
/// embedding.
package protocol Classifier: Encoder {
    /// The `count` likeliest classes of each input, the likeliest first.
    func labels(
        of inputs: [EncoderInput], count: Int, cancellation: Cancellation
    ) throws -> [[Label]]

    /// Vectors and labels of the same inputs: what `encode` and `labels` give, where the network allows it from one
    /// run of it.
    ///
    /// - Parameter count: of the likeliest classes.
    func encodeWithLabels(
        _ inputs: [EncoderInput], purpose: EncodingPurpose, count: Int, cancellation: Cancellation
    ) throws -> (vectors: VectorBatch, labels: [[Label]])
}

extension Classifier {
    /// By two runs.
    package func encodeWithLabels(
        _ inputs: [EncoderInput], purpose: EncodingPurpose, count: Int, cancellation: Cancellation
    ) throws -> (vectors: VectorBatch, labels: [[Label]]) {
        let vectors = try encode(inputs, purpose: purpose, cancellation: cancellation)
        return (vectors, try labels(of: inputs, count: count, cancellation: cancellation))
    }
}
