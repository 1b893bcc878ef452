import Catalog
import NearestCore
import VectorIndex

/// The vectors of one space and modality, as an indexing run adds to them.
final class VectorTarget {
    let encoder: any Encoder
    /// The encoder, where it predicts labels of pieces as well.
    let classifier: (any Classifier)?
    let spaceID: Int64
    let modality: Modality
    let kind: PendingSegment.Kind
    /// Inside the index folder.
    let folder: String

    private let location: CorpusLocation
    private let catalog: Catalog
    private let element: VectorElement
    private var writer: VectorWriter?

    /// Opens the vector file of a store that exists, cutting off what a crash left behind; another's is made with its
    /// first vector.
    ///
    /// - Parameters:
    ///   - stores: all that the catalog has.
    ///   - element: what values are stored in where there are none yet.
    ///   - isElementAsked: whether it is wanted of a store that exists, too.
    /// - Throws: `.spaceMismatch` when its vectors are stored in something else than is asked for.
    init(
        _ encoder: any Encoder, spaceID: Int64, modality: Modality, kind: PendingSegment.Kind,
        stores: [StoreRecord], location: CorpusLocation, catalog: Catalog, element: VectorElement,
        isElementAsked: Bool
    ) throws {
        self.encoder = encoder
        classifier = kind == .labelledPiece ? encoder as? any Classifier : nil
        self.spaceID = spaceID
        self.modality = modality
        self.kind = kind
        self.location = location
        self.catalog = catalog
        self.element = element
        var store = stores.first { $0.spaceID == spaceID && $0.modality == modality }
        if let lost = store, lost.rows > 0, !StoreFolder.exists(lost.folder, in: location.folder) {
            // Somebody deleted it, as the message about a damaged one says: its segments start over.
            try catalog.forgetStore(spaceID: spaceID, modality: modality)
            store = nil
        }
        folder = store?.folder ?? StoreFolder.name(space: encoder.space, modality: modality)
        if let store { writer = try opened(rows: store.rows) }
        if isElementAsked, let writer, writer.element != element {
            throw NearestError(
                .spaceMismatch, location.folder,
                "this index stores the vectors of \(encoder.space.model) as \(writer.element.name)",
                remedy: "Keep it as it is, or make it anew with `nearest index --rebuild`.")
        }
    }

    /// How many segments beyond `cursor` wait.
    func pendingCount(after cursor: SegmentID = 0) throws -> Int {
        try catalog.pendingCount(spaceID: spaceID, modality: modality, kind: kind, after: cursor)
    }

    func pending(after cursor: SegmentID, limit: Int) throws -> (segments: [PendingSegment], seen: SegmentID) {
        try catalog.pendingSegments(
            spaceID: spaceID, modality: modality, kind: kind, after: cursor, limit: limit)
    }

    /// Puts vectors behind those that are there; they count once committed.
    ///
    /// - Throws: what `VectorWriter.append` throws.
    func append(ids: [SegmentID], vectors: VectorBatch) throws {
        if ids.isEmpty { return }
        let writer = try writer ?? opened(rows: 0)
        self.writer = writer
        try writer.append(ids: ids, vectors: vectors)
    }

    /// Brings what was appended to the disk, and then into the catalog, with what the encoder said of it or of pieces
    /// that have their vectors already.
    ///
    /// - Parameter ids: those of all that was appended since the last commit.
    /// - Returns: rows in all, and how many segments the labels added to the index.
    func commit(_ ids: [SegmentID], labels: [PredictedLabels] = []) throws -> (rows: Int, labels: Int) {
        guard let writer, !ids.isEmpty else {
            let added = labels.isEmpty ? 0 : try catalog.commitLabels(labels, spaceID: spaceID)
            return (writer?.rows ?? 0, added)
        }
        let rows = try writer.sync()
        let added = try catalog.commitVectors(
            of: ids, spaceID: spaceID, modality: modality, folder: folder, rows: rows, labels: labels)
        return (rows, added)
    }

    private func opened(rows: Int) throws -> VectorWriter {
        try VectorWriter(
            folder: location.folder + "/" + folder, dimensions: encoder.space.dimensions,
            fingerprint: encoder.space.fingerprint, committedRows: rows, metric: encoder.space.metric,
            element: element, highestID: try catalog.highestSegment(spaceID: spaceID, modality: modality))
    }
}
