import Catalog
import Foundation
import NearestCore
import VectorIndex

/// The encoding half of an indexing run: every segment without a vector gets one, in each space.
final class EncodingPass {
    private struct Target {
        let encoder: any Encoder
        let spaceID: Int64
        let modality: Modality
        let folder: String
        let writer: VectorWriter
        /// Segments up to this id have their vectors, or have had their turn.
        var cursor: SegmentID = 0
    }

    /// Segments a commit: a few seconds' work, so that a kill costs little, and enough for batches of equal
    /// length.
    private static let segmentsPerCommit = 384
    /// The first commit of a run is smaller: something is searchable at once.
    private static let segmentsInFirstCommit = 64

    /// Rewriting pays when this many rows are dead, and they are a quarter of all.
    private static let deadRowsWorthCompacting = 1_024

    private let location: CorpusLocation
    private let catalog: Catalog
    private let upkeep: BackgroundUpkeep
    private let tally: ProgressTally
    private var targets: [Target]

    /// Opens each space's vector file, cutting off what a crash left behind.
    ///
    /// - Parameter element: what values are to be stored in; nil for what the index has.
    /// - Throws: `.spaceMismatch` when a space has vectors that are stored in something else.
    init(
        location: CorpusLocation, catalog: Catalog, encoders: [any Encoder], element: VectorElement?,
        upkeep: BackgroundUpkeep, tally: ProgressTally
    ) throws {
        self.location = location
        self.catalog = catalog
        self.upkeep = upkeep
        self.tally = tally
        let stores = try catalog.stores()
        let newElement = try element ?? StoredElement.recorded(in: catalog) ?? .f32
        var pending = 0
        targets = []
        for encoder in encoders {
            for modality in encoder.space.modalities {
                let spaceID = try catalog.add(encoder.space)
                var store = stores.first { $0.spaceID == spaceID && $0.modality == modality }
                if let lost = store, lost.rows > 0, !StoreFolder.exists(lost.folder, in: location.folder) {
                    // Somebody deleted it, as the message about a damaged one says: its segments start over.
                    try catalog.forgetStore(spaceID: spaceID, modality: modality)
                    store = nil
                }
                let folder = store?.folder ?? StoreFolder.name(space: encoder.space, modality: modality)
                let writer = try VectorWriter(
                    folder: location.folder + "/" + folder, dimensions: encoder.space.dimensions,
                    fingerprint: encoder.space.fingerprint, committedRows: store?.rows ?? 0,
                    metric: encoder.space.metric, element: newElement,
                    highestID: try catalog.highestSegment(spaceID: spaceID, modality: modality))
                if let element, writer.element != element {
                    throw NearestError(
                        .spaceMismatch, location.folder,
                        "this index stores the vectors of \(encoder.space.model) as \(writer.element.name)",
                        remedy: "Keep it as it is, or make it anew with `nearest index --rebuild`.")
                }
                targets.append(
                    Target(
                        encoder: encoder, spaceID: spaceID, modality: modality, folder: folder, writer: writer))
                pending += try catalog.pendingCount(spaceID: spaceID, modality: modality)
            }
        }
        tally.update { $0.segmentsToEncode += pending }
    }

    /// Encodes until nothing is left and the source has ended.
    ///
    /// - Throws: `CancellationError` between commits when stopped.
    func run(stop: Cancellation, sourceIsDone: () -> Bool) throws {
        var limit = Self.segmentsInFirstCommit
        while true {
            // Asked before looking for work, so that what the source adds last is not missed.
            let isLastRound = sourceIsDone()
            var didWork = false
            for index in targets.indices {
                didWork = try encodeNext(limit, for: &targets[index], stop: stop) || didWork
            }
            if didWork {
                limit = Self.segmentsPerCommit
            } else if isLastRound {
                return
            } else {
                try stop.check()
                Thread.sleep(forTimeInterval: 0.02)
            }
        }
    }

    private func encodeNext(_ limit: Int, for target: inout Target, stop: Cancellation) throws -> Bool {
        try stop.check()
        let segments = try catalog.pendingSegments(
            spaceID: target.spaceID, modality: target.modality, after: target.cursor, limit: limit)
        guard let last = segments.last else { return false }
        let vectors = try target.encoder.encode(
            segments.map { .text($0.text) }, purpose: .document, cancellation: stop)
        let ids = segments.map(\.id)
        try target.writer.append(ids: ids, vectors: vectors)
        let rows = try target.writer.sync()
        try catalog.commitVectors(
            of: ids, spaceID: target.spaceID, modality: target.modality, folder: target.folder, rows: rows)
        target.cursor = last.id
        upkeep.committed(.init(folder: target.folder, space: target.encoder.space, rows: rows))
        tally.update { $0.segmentsEncoded += segments.count }
        return true
    }

    /// Rewrites the vector files of which much is dead, and deletes folders that no store names.
    func compactIfWorthwhile(stop: Cancellation) throws {
        for store in try catalog.stores()
        where store.removedRows >= Self.deadRowsWorthCompacting && store.removedRows * 4 >= store.rows {
            let removed = try catalog.removedSegments(spaceID: store.spaceID, modality: store.modality)
            let index = try FlatIndex(
                folder: location.folder + "/" + store.folder, dimensions: store.space.dimensions,
                fingerprint: store.space.fingerprint, committedRows: store.rows, removed: removed)
            let folder = StoreFolder.successor(of: store.folder)
            let writer = try VectorWriter.compacted(index, into: location.folder + "/" + folder, cancellation: stop)
            try catalog.replaceStore(
                spaceID: store.spaceID, modality: store.modality, folder: folder, rows: writer.rows,
                dropped: removed)
        }
        let stores = try catalog.stores()
        // A store without a commit is not in the catalog yet, and its folder may exist all the same.
        let uncommitted = targets.filter { target in
            !stores.contains { $0.spaceID == target.spaceID && $0.modality == target.modality }
        }
        StoreFolder.removeStrays(
            in: location.folder, keeping: Set(stores.map(\.folder) + uncommitted.map(\.folder)))
    }
}
