import NearestCore

/// Which kinds of models this program reads, by what `config.json` calls them.
package enum ReadableModels {
    /// Every `model_type`, sorted.
    package static let modelTypes =
        (TextArchitectures.all.flatMap { $0.modelTypes }
        + VisionArchitectures.all.flatMap { $0.modelTypes } + Whisper.modelTypes + Perceiver.modelTypes).sorted()
}
