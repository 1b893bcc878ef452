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

    /// Loads the tokenizer; the network follows when the first input is encoded. The first time a model is
    /// compiled takes about half a second, later starts a tenth.
    ///
    /// - Parameter model: an id or a folder, as `ModelLibrary.folder(of:)` takes them.
    /// - Throws: `NearestError` of the codes `unknownModel` and `brokenModel`, and `invalidArgument` for options that
    ///   the model cannot follow; `inference` comes from encoding.
    package func load(model: String, options: EncoderOptions = EncoderOptions()) throws -> any Encoder {
        try Shortening.shortened(described(model, options).encoder(options), to: options.dimensions)
    }

    /// Begins on a thread of its own what the first network to run needs, while its model is loaded.
    package static func prepare() { OpenVINO.prepare() }

    /// Waits for what `prepare` began, before the process ends.
    package static func finishPreparing() { OpenVINO.finishPreparing() }

    /// The space of the vectors that `load` with the same arguments would make, without compiling anything.
    package func space(model: String, options: EncoderOptions = EncoderOptions()) throws -> Space {
        try Shortening.shortened(described(model, options).space(options), to: options.dimensions)
    }

    /// - Throws: `NearestError(.invalidArgument)` for a prompt to a model that reads no text.
    private func described(_ model: String, _ options: EncoderOptions) throws -> any DescribedModel {
        let described: any DescribedModel =
            try PlainModels.model(model) ?? DescribedModels.describe(models.folder(of: model))
        let hasPrompt = [options.queryPrompt, options.documentPrompt].contains { $0?.isEmpty == false }
        if hasPrompt, !described.modalities.contains(.text) {
            throw NearestError(
                .invalidArgument, model, "this model reads no text, so it takes no prompt",
                remedy: "Leave --query-prompt and --document-prompt out.")
        }
        return described
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
