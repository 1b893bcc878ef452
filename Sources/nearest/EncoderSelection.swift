import Catalog
import Encoders
import NearestCore
import Remote

/// Which encoders a command works with, and that they are the ones the index was made with.
enum EncoderSelection {
    /// The encoders of an indexing run: those of the index's spaces, the models that are asked for, the default model
    /// for text where none of these is for text, and the plain descriptors.
    ///
    /// - Parameter isNew: the index is about to be deleted, so what it holds binds nobody.
    /// - Throws: `NearestError` when a model is missing, or is not what the index was made with.
    static func encoders(
        for location: CorpusLocation, models: [String], options: EncoderOptions, isNew: Bool = false,
        cancellation: Cancellation, waiting: @escaping EncoderSource.Waiting = { _, _ in }
    ) throws -> [any Encoder] {
        let all = isNew ? [] : try existingSpaces(of: location)
        // Plain descriptors are always there as they are today.
        let spaces = all.filter { !$0.isImported && !$0.isPlain }
        // What was imported is not to be made again; alone it asks for no model.
        if models.isEmpty, spaces.isEmpty, all.contains(where: \.isImported) { return [] }
        var encoders = try spaces.map { try encoder(for: $0, cancellation: cancellation, waiting: waiting) }
        if models.isEmpty, let other = spaces.first(where: { !options.agree(with: $0) }) {
            throw mismatch(of: other, wanted: options, in: location)
        }
        for (model, options) in wishes(models, options, spaces: spaces, location: location)
        where !model.hasPrefix(Space.plainPrefix) {
            let encoder = try EncoderSource.load(
                model: model, options: options, cancellation: cancellation, waiting: waiting)
            let wanted = encoder.space
            if spaces.contains(where: { $0.fingerprint == wanted.fingerprint }) { continue }
            if let other = spaces.first(where: { $0.model == wanted.model }) {
                if options.agree(with: other) { continue }
                throw mismatch(of: other, wanted: options, in: location)
            }
            encoders.append(encoder)
        }
        if !encoders.contains(where: \.space.isForText) {
            // What was chosen for other models concerns this one no further.
            encoders.append(
                try EncoderSource.load(
                    model: ModelLibrary.defaultModel, options: EncoderOptions(precision: options.precision),
                    cancellation: cancellation, waiting: waiting))
        }
        return encoders + PlainModels.encoders
    }

    /// The models that are asked for; where none is, those that an index to be made anew had, with the options that
    /// they had but for those that are named now; or the default.
    private static func wishes(
        _ asked: [String], _ options: EncoderOptions, spaces: [Space], location: CorpusLocation
    ) -> [(model: String, options: EncoderOptions)] {
        guard asked.isEmpty, spaces.isEmpty else { return asked.map { ($0, options) } }
        // A damaged index is no reason not to make a new one.
        let former = ((try? existingSpaces(of: location)) ?? []).filter { !$0.isImported && !$0.isPlain }
        if former.isEmpty { return [(ModelLibrary.defaultModel, options)] }
        return former.map { ($0.model, options.completed(by: formerOptions(of: $0))) }
    }

    /// The options that make a space's vectors again.
    private static func formerOptions(of space: Space) -> EncoderOptions {
        var options = EncoderOptions(of: space)
        // A server's vectors are kept in the one precision that there is for them.
        if ApiModelName.name(in: space.model) != nil { options.precision = nil }
        return options
    }

    /// The space that vectors made by a model belong to: the index's own of that model where it has one.
    ///
    /// - Throws: `NearestError` when the model is missing, or the index was made with another form of it.
    static func space(
        ofImported model: String, options: EncoderOptions, into location: CorpusLocation,
        cancellation: Cancellation, waiting: @escaping EncoderSource.Waiting
    ) throws -> Space {
        let wanted = try EncoderSource.space(
            model: model, options: options, cancellation: cancellation, waiting: waiting)
        let same = try existingSpaces(of: location).first { !$0.isImported && $0.model == wanted.model }
        guard let same, same.fingerprint != wanted.fingerprint else { return wanted }
        guard options.agree(with: same) else { throw mismatch(of: same, wanted: options, in: location) }
        return try encoder(for: same, cancellation: cancellation, waiting: waiting).space
    }

    /// The encoder that made a space.
    ///
    /// - Throws: `NearestError` with `.spaceMismatch` when the model on the disk makes other vectors.
    static func encoder(
        for space: Space, cancellation: Cancellation = Cancellation(),
        waiting: @escaping EncoderSource.Waiting = { _, _ in }
    ) throws -> any Encoder {
        guard !space.isImported else { throw NearestError(unencodable: space) }
        let encoder = try EncoderSource.load(
            model: space.model, options: formerOptions(of: space), for: space, cancellation: cancellation,
            waiting: waiting)
        let current = encoder.space
        guard current.fingerprint == space.fingerprint else {
            let changed = Set(current.settings.keys).union(space.settings.keys).sorted()
                .filter { current.settings[$0] != space.settings[$0] }
            throw NearestError(
                .spaceMismatch, space.model,
                "the model is no longer the one that this index was made with"
                    + (changed.isEmpty ? "" : " (\(changed.joined(separator: ", ")) changed)"),
                remedy: "Put the old model back, or make the index anew with `nearest index --rebuild`.")
        }
        return encoder
    }

    private static func mismatch(
        of space: Space, wanted: EncoderOptions, in location: CorpusLocation
    ) -> NearestError {
        let made = EncoderOptions(of: space)
        func named(_ prompt: String?, _ kind: String) -> String {
            prompt.flatMap { $0.isEmpty ? nil : "the \(kind) prompt “\($0)”" } ?? "no \(kind) prompt"
        }
        let pairs = [
            wanted.precision.map { (space.precision.rawValue, $0.rawValue) },
            wanted.dimensions.map { ("\(space.dimensions) dimensions", "\($0) dimensions") },
            wanted.queryPrompt.map { (named(made.queryPrompt, "query"), named($0, "query")) },
            wanted.documentPrompt.map { (named(made.documentPrompt, "document"), named($0, "document")) },
        ].compactMap(\.self)
        let words = pairs.filter { $0 != $1 }.map { "with \($0), not \($1)" }.joined(separator: ", and ")
        return NearestError(
            .spaceMismatch, location.folder, "this index holds \(space.model) \(words)",
            remedy: "Keep it as it is, or make it anew with `nearest index --rebuild`.")
    }

    private static func existingSpaces(of location: CorpusLocation) throws -> [Space] {
        do {
            return try Catalog(readingFrom: location.folder).spaces().map(\.space)
        } catch let error as NearestError where error.code == .noIndex {
            return []
        }
    }
}
