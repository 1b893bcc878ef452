import Catalog
import NearestCore
import VectorIndex

/// The vectors that a command works on: those of one model and modality.
struct StoreSelection {
    let location: CorpusLocation
    let catalog: Catalog
    let store: StoreRecord

    /// - Parameters:
    ///   - model: by its id, its name without the organisation, or an import's name; nil where there is only one
    ///     beside the plain descriptors.
    ///   - modality: nil where there is only one.
    /// - Throws: `NearestError` when the choice is none, or none in particular.
    init(location: CorpusLocation, model: String?, modality: Modality?) throws {
        self.location = location
        catalog = try Catalog(readingFrom: location.folder)
        let all = try catalog.stores()
        guard !all.isEmpty else {
            throw NearestError(
                .noIndex, location.corpus, "this index has no vectors yet",
                remedy: "Run `nearest index` or `nearest import` first.")
        }
        let named = all.filter { store in
            guard let model else { return !store.space.isPlain }
            return store.space.model == model
                || store.space.model.split(separator: "/").last.map(String.init) == model
        }
        let chosen = named.filter { modality == nil || $0.modality == modality }
        guard let only = chosen.first, chosen.count == 1 else {
            let known = all.map { "\($0.space.model) (\($0.modality.rawValue))" }.joined(separator: ", ")
            throw NearestError(
                .invalidArgument, model,
                chosen.isEmpty ? "this index has no such vectors" : "this index has vectors of several kinds",
                remedy: "Choose one with --model and --modality. It has: \(known).")
        }
        store = only
    }

    var folder: String { location.folder + "/" + store.folder }

    /// The vectors as they were last committed.
    func index() throws -> FlatIndex {
        try FlatIndex(
            folder: folder, dimensions: store.space.dimensions, fingerprint: store.space.fingerprint,
            committedRows: store.rows,
            removed: store.removedRows == 0
                ? [] : try catalog.removedSegments(spaceID: store.spaceID, modality: store.modality))
    }
}
