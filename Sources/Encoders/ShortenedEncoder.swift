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

    func encode(
        _ inputs: [EncoderInput], purpose: EncodingPurpose, cancellation: Cancellation
    ) throws -> VectorBatch {
        let whole = try encoder.encode(inputs, purpose: purpose, cancellation: cancellation)
        return Shortening.shortened(
            whole, to: space.dimensions, normalises: space.settings["normalised"] == "true")
    }
}

/// What is heard of recordings, cut as the encoder's vectors are.
private struct ShortenedListener: Listener {
    let listener: any Listener
    let space: Space

    var rate: Int { listener.rate }

    func hear(
        _ sound: any SoundSource, labelCount: Int, cancellation: Cancellation
    ) throws -> (vector: [Float], labels: [Label]) {
        let heard = try listener.hear(sound, labelCount: labelCount, cancellation: cancellation)
        let whole = VectorBatch(dimensions: heard.vector.count, values: heard.vector)
        let cut = Shortening.shortened(
            whole, to: space.dimensions, normalises: space.settings["normalised"] == "true")
        return (cut.values, heard.labels)
    }
}
