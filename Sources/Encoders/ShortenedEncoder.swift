import NearestCore

/// An encoder whose vectors are cut to their first values.
struct ShortenedEncoder: Encoder {
    let space: Space
    private let encoder: any Encoder

    init(_ encoder: any Encoder, space: Space) {
        self.encoder = encoder
        self.space = space
    }

    var tokenCounter: (any TokenCounter)? { encoder.tokenCounter }

    var viewer: (any FilmViewer)? { encoder.viewer }

    var listener: (any Listener)? {
        encoder.listener.map { ShortenedListener(listener: $0, space: space) }
    }

    func transcriber() throws -> (any Transcriber)? { try encoder.transcriber() }

    func encode(
        _ inputs: [EncoderInput], purpose: EncodingPurpose, cancellation: Cancellation
    ) throws -> VectorBatch {
        let whole = try encoder.encode(inputs, purpose: purpose, cancellation: cancellation)
        return shortened(whole)
    }

    func shortened(_ whole: VectorBatch) -> VectorBatch {
        Shortening.shortened(
            whole, to: space.dimensions, normalises: space.settings["normalised"] == "true")
    }
}
