import Encoders
import NearestCore
import Remote

/// From a model's name to its encoder, wherever that runs: a folder on this machine, or a server's API.
enum EncoderSource {
    /// - Parameters:
    ///   - model: an id or a folder, as `ModelLibrary.folder(of:)` takes them, or `api:NAME`.
    ///   - space: the space that the encoder is wanted for, where there is one already. It tells how many
    ///     dimensions a server's vectors have, which would have to be asked otherwise.
    /// - Throws: `NearestError` of the codes `unknownModel`, `brokenModel`, `invalidArgument` and `network`.
    static func load(
        model: String, options: EncoderOptions = EncoderOptions(), for space: Space? = nil
    ) throws -> any Encoder {
        guard let name = ApiModelName.name(in: model) else {
            return try EncoderLibrary.standard().load(model: model, options: options)
        }
        // A precision is that of networks that run here; a server's is its own.
        var settings = try ApiConfiguration.standard().settings(name)
        settings.dimensions = options.dimensions ?? settings.dimensions
        settings.queryPrompt = options.queryPrompt ?? settings.queryPrompt
        settings.documentPrompt = options.documentPrompt ?? settings.documentPrompt
        return try ApiEncoder(settings, dimensions: space?.dimensions)
    }

    /// The space of the vectors that `load` with the same arguments would make.
    static func space(model: String, options: EncoderOptions = EncoderOptions()) throws -> Space {
        if ApiModelName.name(in: model) != nil { return try load(model: model, options: options).space }
        return try EncoderLibrary.standard().space(model: model, options: options)
    }
}
