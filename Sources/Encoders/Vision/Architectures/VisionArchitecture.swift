import Inference

/// A family of networks for pictures: how its weights make an embedding out of pixels.
///
/// A new one is one file here and one line in `VisionArchitectures`.
protocol VisionArchitecture: Sendable {
    /// The values of `model_type` in `config.json` that this architecture reads.
    static var modelTypes: [String] { get }

    /// Reads the folder's configuration.
    ///
    /// - Throws: `NearestError(.brokenModel)` for a configuration that contradicts itself, `.unknownModel`
    ///   for a variant that is not known here.
    init(_ folder: ModelFolder) throws

    /// Of the embedding.
    var dimensions: Int { get }

    /// What the embedding is, in a word or two.
    var embedding: String { get }

    /// Whether vectors get length 1, as the model was trained.
    var normalises: Bool { get }

    /// What is done to a picture before the network sees it.
    func imageSettings(_ tensors: [String: ExternalTensor]) throws -> ImageSettings

    /// The network's part for text, in the same space; nil where there is none.
    var textTower: (any TextTower)? { get }

    /// Writes the network.
    ///
    /// - Parameters:
    ///   - pixels: batch × 3 × height × width.
    ///   - size: the pictures' sides.
    func network(
        pixels: OnnxGraph.Value, size: ImageSettings.PixelSize, tensors: [String: ExternalTensor],
        in graph: OnnxGraph
    ) throws -> VisionOutputs
}

/// What a network for pictures says.
struct VisionOutputs {
    /// Batch × dimensions, before any normalisation.
    var embedding: OnnxGraph.Value
    /// Batch × classes; nil where the weights have no classifier.
    var logits: OnnxGraph.Value?
}

/// The part for text of a model whose texts and pictures share a space.
protocol TextTower: Sendable {
    /// The longest sequence, special tokens included.
    var maximumTokens: Int { get }

    /// The id that fills up shorter sequences.
    var paddingID: Int { get }

    /// Whether every sequence is filled up to the longest, because the model was trained so.
    var fillsUp: Bool { get }

    /// Which token's state stands for the text.
    ///
    /// - Parameter sequence: token ids with their special tokens; not empty.
    func pooledToken(of sequence: [Int32]) -> Int

    /// Writes the network.
    ///
    /// - Parameters:
    ///   - ids: batch × tokens, 64-bit integers.
    ///   - pooled: batch × tokens, 1 at the token that stands for the text and 0 elsewhere.
    /// - Returns: batch × dimensions, before any normalisation.
    func network(
        ids: OnnxGraph.Value, pooled: OnnxGraph.Value, tensors: [String: ExternalTensor], in graph: OnnxGraph
    ) throws -> OnnxGraph.Value
}
