import Inference
import NearestCore

/// From a model's name to its encoder.
package struct EncoderLibrary: Sendable {
    private let models: ModelLibrary

    package init(models: ModelLibrary) {
        self.models = models
    }

    /// The library that the environment describes.
    package static func standard() throws -> EncoderLibrary {
        EncoderLibrary(models: try .standard())
    }

    /// Loads the tokenizer; the network follows when the first text is encoded. The first time a model is
    /// compiled takes about half a second, later starts a tenth.
    ///
    /// - Parameters:
    ///   - model: an id or a folder, as `ModelLibrary.folder(of:)` takes them.
    ///   - precision: nil for the processor's best.
    /// - Throws: `NearestError` of the codes `unknownModel` and `brokenModel`; `inference` comes from encoding.
    package func load(model: String, precision: Precision? = nil) throws -> any Encoder {
        let precision = precision ?? Processor.preferredPrecision
        let folder = try models.folder(of: model)
        if AudioModel.reads(folder) { return try AudioEncoder(AudioModel(folder), precision: precision) }
        guard let architecture = try VisionArchitectures.architecture(of: folder) else {
            return try TextEncoder(TextModel(folder), precision: precision)
        }
        let vision = try VisionModel(folder, architecture)
        let encoder = try VisionEncoder(vision, precision: precision)
        return vision.classes.map { ImageClassifier(encoder, names: $0) } ?? encoder
    }

    /// The space of the vectors that `load` with the same arguments would make, without compiling anything.
    package func space(model: String, precision: Precision? = nil) throws -> Space {
        let precision = precision ?? Processor.preferredPrecision
        let folder = try models.folder(of: model)
        if AudioModel.reads(folder) { return try AudioModel(folder).space(precision: precision) }
        guard let architecture = try VisionArchitectures.architecture(of: folder) else {
            return try TextModel(folder).space(precision: precision)
        }
        return try VisionModel(folder, architecture).space(precision: precision)
    }

    /// Loads a model that writes down speech; its networks follow with the first sound.
    ///
    /// - Throws: `NearestError(.unknownModel)` for a model that does something else, `.brokenModel`.
    package func transcriber(model: String, precision: Precision? = nil) throws -> any Transcriber {
        let folder = try models.folder(of: model)
        guard AudioModel.reads(folder) else {
            throw NearestError(
                .unknownModel, folder.id, "this model does not write down speech",
                remedy: "Choose a Whisper model, such as openai/whisper-base.")
        }
        return try WhisperTranscriber(folder, precision: precision ?? Processor.preferredPrecision)
    }
}
