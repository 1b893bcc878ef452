import NearestCore

/// Vectors cut to their first values, for models that were trained to say the most with those, and given length 1
/// again where the model does that.
/// Kusupati and others, "Matryoshka Representation Learning", arXiv:2205.13147.
enum Shortening {
    /// The name in a space's settings.
    static let setting = "dimensions"

    /// The space of a model's vectors cut to `dimensions`; the space itself where that is nil or all of them.
    ///
    /// - Throws: `NearestError(.invalidArgument)` when the model has fewer.
    static func shortened(_ space: Space, to dimensions: Int?) throws -> Space {
        guard let dimensions, dimensions != space.dimensions else { return space }
        guard (1...space.dimensions).contains(dimensions) else {
            throw NearestError(
                .invalidArgument, space.model, "its vectors have no first \(dimensions) values",
                remedy: "--dimensions takes a number from 1 to \(space.dimensions) with this model.")
        }
        var settings = space.settings
        settings[setting] = String(dimensions)
        return Space(
            model: space.model, dimensions: dimensions, modalities: space.modalities, precision: space.precision,
            settings: settings)
    }

    /// The same for an encoder of whatever kind.
    static func shortened(_ encoder: any Encoder, to dimensions: Int?) throws -> any Encoder {
        let space = try shortened(encoder.space, to: dimensions)
        if space == encoder.space { return encoder }
        if let classifier = encoder as? any Classifier { return ShortenedClassifier(classifier, space: space) }
        return ShortenedEncoder(encoder, space: space)
    }

    /// The first `dimensions` values of each vector.
    static func shortened(_ batch: VectorBatch, to dimensions: Int, normalises: Bool) -> VectorBatch {
        var values: [Float] = []
        values.reserveCapacity(batch.count * dimensions)
        for row in 0..<batch.count {
            let kept = batch[row].prefix(dimensions)
            // PyTorch's own guard against a vector of length 0.
            let length = normalises ? max(kept.reduce(0) { $0 + $1 * $1 }.squareRoot(), 1e-12) : 1
            values.append(contentsOf: kept.lazy.map { $0 / length })
        }
        return VectorBatch(dimensions: dimensions, values: values)
    }
}
