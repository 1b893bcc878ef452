/// What an encoder is given.
package enum EncoderInput: Hashable, Sendable {
    case text(String)
    case image(PixelImage)
    case audio(AudioClip)
    case video(VideoClip)

    package var modality: Modality {
        switch self {
        case .text: .text
        case .image: .image
        case .audio: .audio
        case .video: .video
        }
    }
}

/// Which side of a search a vector is for: some models prefix the two differently.
package enum EncodingPurpose: Sendable {
    case query
    case document
}

/// Segments and queries to vectors: one model, loaded.
///
/// Calls block for as long as the network computes, so they belong on a thread of their own, never on Swift's
/// cooperative pool. Implementations are safe to call from several threads.
package protocol Encoder: Sendable {
    /// `space.modalities` says which inputs the model's towers take.
    var space: Space { get }

    /// Counts text in the model's own tokens; nil for a model that reads no text.
    var tokenCounter: (any TokenCounter)? { get }

    /// Hears recordings too long for the memory; nil for a model that takes no sound.
    var listener: (any Listener)? { get }

    /// Says which part of a film the model looks at; nil for a model that takes no films.
    var viewer: (any FilmViewer)? { get }

    /// One vector an input, in the inputs' order.
    ///
    /// - Throws: `NearestError` when the model cannot take an input or fails to run;
    ///   `CancellationError` when `cancellation` was raised between two batches.
    func encode(
        _ inputs: [EncoderInput], purpose: EncodingPurpose, cancellation: Cancellation
    ) throws -> VectorBatch
}

extension Encoder {
    package var listener: (any Listener)? { nil }
    package var viewer: (any FilmViewer)? { nil }
}

/// An encoder whose network also predicts classes: its last layer is the prediction, and the layer before it the
/// embedding.
package protocol Classifier: Encoder {
    /// The `count` likeliest classes of each input, the likeliest first.
    func labels(
        of inputs: [EncoderInput], count: Int, cancellation: Cancellation
    ) throws -> [[Label]]
}

/// A class that a network predicted.
package struct Label: Hashable, Sendable {
    package var name: String
    /// The network's own score: before softmax or the logistic function, or the probability itself where the
    /// network gives nothing else.
    package var logit: Float
    /// 0 to 1: after softmax over all classes, or of each class by itself, as the network was trained.
    package var probability: Float

    package init(name: String, logit: Float, probability: Float) {
        self.name = name
        self.logit = logit
        self.probability = probability
    }
}
