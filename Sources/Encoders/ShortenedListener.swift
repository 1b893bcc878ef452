import NearestCore

/// What is heard of recordings, cut as the encoder's vectors are.
struct ShortenedListener: Listener {
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
