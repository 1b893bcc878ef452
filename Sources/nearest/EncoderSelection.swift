import Catalog
import Encoders
import NearestCore

/// Which encoders a command works with, and that they are the ones the index was made with.
enum EncoderSelection {
    /// The encoders of an indexing run: those of the index's spaces, and the models that are asked for.
    ///
    /// - Throws: `NearestError` when a model is missing, or is not what the index was made with.
    static func encoders(
        for location: CorpusLocation, models: [String], precision: Precision?
    ) throws -> [any Encoder] {
        let library = try EncoderLibrary.standard()
        let spaces = try existingSpaces(of: location)
        var encoders = try spaces.map(encoder(for:))
        for model in models.isEmpty && spaces.isEmpty ? [ModelLibrary.defaultModel] : models {
            let encoder = try library.load(model: model, precision: precision)
            let wanted = encoder.space
            if spaces.contains(where: { $0.fingerprint == wanted.fingerprint }) { continue }
            if let other = spaces.first(where: { $0.model == wanted.model }) {
                if precision == nil || other.precision == precision { continue }
                throw NearestError(
                    .spaceMismatch, location.folder,
                    "this index holds \(other.model) in \(other.precision.rawValue), not \(wanted.precision.rawValue)",
                    remedy: "Keep it as it is, or make it anew with `nearest index --rebuild`.")
            }
            encoders.append(encoder)
        }
        return encoders
    }

    /// The encoder that made a space.
    ///
    /// - Throws: `NearestError` with `.spaceMismatch` when the model on the disk makes other vectors.
    static func encoder(for space: Space) throws -> any Encoder {
        let encoder = try EncoderLibrary.standard().load(model: space.model, precision: space.precision)
        let current = encoder.space
        guard current.fingerprint == space.fingerprint else {
            let changed = Set(current.settings.keys).union(space.settings.keys).sorted()
                .filter { current.settings[$0] != space.settings[$0] }
            throw NearestError(
                .spaceMismatch, space.model,
                "the model on the disk is not the one that this index was made with"
                    + (changed.isEmpty ? "" : " (\(changed.joined(separator: ", ")) changed)"),
                remedy: "Put the old model back, or make the index anew with `nearest index --rebuild`.")
        }
        return encoder
    }

    private static func existingSpaces(of location: CorpusLocation) throws -> [Space] {
        do {
            return try Catalog(readingFrom: location.folder).spaces().map(\.space)
        } catch let error as NearestError where error.code == .noIndex {
            return []
        }
    }
}
