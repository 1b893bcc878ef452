import Inference

/// A family of transformers for text: how its weights make states out of token ids.
///
/// A new one is one file here and one line in `TextArchitectures`.
protocol TextArchitecture: Sendable {
    /// The values of `model_type` in `config.json` that this architecture reads.
    static var modelTypes: [String] { get }

    /// Reads the folder's configuration.
    ///
    /// - Throws: `NearestError(.brokenModel)` for a configuration that contradicts itself, `.unknownModel`
    ///   for a variant that is not known here.
    init(_ folder: ModelFolder) throws

    /// The width of a token's state.
    var dimensions: Int { get }

    /// The longest sequence that the model has positions for, special tokens included.
    var maximumTokens: Int { get }

    /// The id that fills up shorter rows of a batch.
    var paddingID: Int { get }

    /// Writes the network.
    ///
    /// - Parameters:
    ///   - ids: batch × tokens, 64-bit integers.
    ///   - mask: batch × tokens, 1 for a token and 0 for padding, as floats.
    /// - Returns: the last layer's states: batch × tokens × `dimensions`.
    func states(
        ids: OnnxGraph.Value, mask: OnnxGraph.Value, tensors: [String: ExternalTensor], in graph: OnnxGraph
    ) throws -> OnnxGraph.Value
}
