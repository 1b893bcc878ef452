import Catalog
import Indexing
import NearestCore
import VectorIndex

/// What `nearest status` says of the vectors of a space and modality.
struct StoreSummary {
    let store: StoreRecord
    /// How they are searched, in words.
    let kind: String
    /// What values are stored in; nil where the vectors cannot be opened.
    let element: VectorElement?
    /// How many were made elsewhere.
    let imported: Int

    init(_ store: StoreRecord, of location: CorpusLocation, in catalog: Catalog) throws {
        self.store = store
        imported = try ImportHistory.count(of: store.space.model, in: catalog)
        do {
            let index = try FlatIndex(
                folder: location.folder + "/" + store.folder, dimensions: store.space.dimensions,
                fingerprint: store.space.fingerprint, committedRows: store.rows)
            kind = index.kind.description
            element = index.element
        } catch {
            kind = "cannot be opened: \(PlainText.oneLine(String(describing: error)))"
            element = nil
        }
    }

    var text: String {
        let space = store.space
        var parts = [
            "\(Summary.counted(store.count, "vector")) of \(Summary.counted(space.dimensions, "dimension"))",
            space.isImported ? "imported, compared by \(space.metric.rawValue)" : space.precision.rawValue,
        ]
        if element == .f16 { parts.append("stored as f16") }
        if !space.isImported, imported > 0 { parts.append("\(imported) of them imported") }
        return "\(space.model), \(store.modality.rawValue): " + (parts + [kind]).joined(separator: ", ")
    }
}
