import Encoders
import NearestCore
import Remote

/// From a model's name to its encoder, wherever that runs: a folder on this machine, or a server's API.
enum EncoderSource {
    /// Takes a server's failure, and the seconds until it is asked again.
    typealias Waiting = @Sendable (NearestError, Double) -> Void

    /// - Parameters:
    ///   - model: an id or a folder, as `ModelLibrary.folder(of:)` takes them, or `api:NAME`.
    ///   - space: the space that the encoder is wanted for, where there is one already. It tells how many
    ///     dimensions a server's vectors have, which would have to be asked otherwise.
    ///   - cancellation: ends the asking.
    ///   - waiting: told before each wait for a server in trouble, also while the encoder encodes.
    /// - Throws: `NearestError` of the codes `unknownModel`, `brokenModel`, `invalidArgument` and `network`.
    static func load(
        model: String, options: EncoderOptions = EncoderOptions(), for space: Space? = nil,
        cancellation: Cancellation = Cancellation(), waiting: @escaping Waiting = { _, _ in }
    ) throws -> any Encoder {
        guard let name = ApiModelName.name(in: model) else {
            return try EncoderLibrary.standard().load(model: model, options: options)
        }
        if options.precision != nil {
            throw NearestError(
                .invalidArgument, model,
                "--precision is that of networks that run here, and this one runs elsewhere",
                remedy: "Leave it out.")
        }
        var settings = try ApiConfiguration.standard().settings(name)
        settings.dimensions = options.dimensions ?? settings.dimensions
        settings.queryPrompt = options.queryPrompt ?? settings.queryPrompt
        settings.documentPrompt = options.documentPrompt ?? settings.documentPrompt
        return try ApiEncoder(
            settings, dimensions: space?.dimensions, cancellation: cancellation, waiting: waiting)
    }

    /// The space of the vectors that `load` with the same arguments would make.
    static func space(
        model: String, options: EncoderOptions = EncoderOptions(), cancellation: Cancellation = Cancellation(),
        waiting: @escaping Waiting = { _, _ in }
    ) throws -> Space {
        if ApiModelName.name(in: model) != nil {
            return try load(model: model, options: options, cancellation: cancellation, waiting: waiting).space
        }
        return try EncoderLibrary.standard().space(model: model, options: options)
    }
}
