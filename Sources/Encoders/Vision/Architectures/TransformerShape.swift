import NearestCore

/// The sizes that one transformer is built from.
struct TransformerShape: Sendable {
    var width: Int
    var layers: Int
    var heads: Int
    var feedForward: Int
    var epsilon: Float
    var activation: Activation

    /// The sizes that most families begin from: 12 layers of 768.
    static func base(epsilon: Float, _ activation: Activation) -> TransformerShape {
        TransformerShape(
            width: 768, layers: 12, heads: 12, feedForward: 3072, epsilon: epsilon, activation: activation)
    }

    /// - Parameter file: what errors call the configuration.
    /// - Throws: `NearestError(.brokenModel)` for sizes that contradict each other.
    func checked(_ file: String) throws -> TransformerShape {
        guard width > 0, layers >= 0, heads > 0, feedForward > 0, width % heads == 0 else {
            throw NearestError(
                .brokenModel, file, "its sizes contradict each other", remedy: ModelFolder.sizesRemedy)
        }
        return self
    }
}
