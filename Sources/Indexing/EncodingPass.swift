import Catalog
import Extraction
import Foundation
import NearestCore
import VectorIndex

/// The encoding half of an indexing run: every segment without a vector gets one, in each space that takes it.
///
/// - A model for text takes the words of every segment, a picture's caption and a film's subtitles among them; their
///   vectors go to a store of the segment's modality.
/// - A tower for pictures, sound or films takes the pieces themselves. Where it predicts labels, they are words of the
///   piece from then on, and go to the models for text in the same run. The text tower beside it encodes questions only:
///   words there would stand between the pictures, and were not what it was trained to tell apart.
final class EncodingPass {
    /// Segments a commit: a few seconds' work, so that a kill costs little, and enough for batches of equal
    /// length.
    private static let segmentsPerCommit = 384
    /// The first commit of a run is smaller: something is searchable at once.
    private static let segmentsInFirstCommit = 64

    /// Rewriting pays when this many rows are dead, and they are a quarter of all.
    private static let deadRowsWorthCompacting = 1_024

    private let location: CorpusLocation
    private let catalog: Catalog
    private let tally: ProgressTally
    private var words: [WordEncoding] = []
    private var pieces: [PieceEncoding] = []

    /// - Parameters:
    ///   - element: what values are to be stored in; nil for what the index has.
    ///   - reader: reads pieces again for encoders.
    ///   - threads: how many pieces are read at the same time.
    ///   - passedOver: pieces that need not be tried.
    /// - Throws: `.spaceMismatch` when a space has vectors that are stored in something else.
    init(
        location: CorpusLocation, catalog: Catalog, encoders: [any Encoder], element: VectorElement?,
        reader: any FileReading, threads: Int, upkeep: BackgroundUpkeep, tally: ProgressTally,
        passedOver: PassedOver
    ) throws {
        self.location = location
        self.catalog = catalog
        self.tally = tally
        let stores = try catalog.stores()
        let wordSpaces = encoders.count { $0.space.isForText }
        let newElement = try element ?? StoredElement.recorded(in: catalog) ?? .f32
        for encoder in encoders {
            let spaceID = try catalog.add(encoder.space)
            func target(_ modality: Modality, _ kind: PendingSegment.Kind) throws -> VectorTarget {
                try VectorTarget(
                    encoder, spaceID: spaceID, modality: modality, kind: kind, stores: stores, location: location,
                    catalog: catalog, element: newElement, isElementAsked: element != nil)
            }
            if encoder.space.isForText {
                for modality in Modality.allCases {
                    words.append(WordEncoding(try target(modality, .words), upkeep: upkeep, tally: tally))
                }
                continue
            }
            for modality in encoder.space.modalities {
                guard let form = PieceEncoding.form(of: modality, for: encoder) else { continue }
                let known = pieces.first { $0.form == form && $0.modality == modality }
                let encoding =
                    known
                    ?? PieceEncoding(
                        form, of: modality, location: location, catalog: catalog, reader: reader, threads: threads,
                        upkeep: upkeep, tally: tally, passedOver: passedOver, wordSpaces: wordSpaces)
                encoding.add(try target(modality, encoder is any Classifier ? .labelledPiece : .piece))
                if known == nil { pieces.append(encoding) }
            }
        }
        let pending = try pendingCount()
        tally.update { $0.segmentsToEncode += pending }
    }

    private var targets: [VectorTarget] { words.map(\.target) + pieces.flatMap(\.targets) }

    private func pendingCount() throws -> Int {
        try words.reduce(0) { try $0 + $1.target.pendingCount(after: $1.cursor) }
            + pieces.reduce(0) { sum, encoding in
                try encoding.targets.reduce(sum) { try $0 + $1.pendingCount(after: encoding.cursor) }
            }
    }

    /// Encodes until nothing is left and the source has ended.
    ///
    /// - Throws: `CancellationError` between commits when stopped.
    func run(stop: Cancellation, sourceIsDone: () -> Bool) throws {
        defer { pieces.forEach { $0.close() } }
        var limit = Self.segmentsInFirstCommit
        var isCounted = false
        while true {
            // Asked before looking for work, so that what the source adds last is not missed.
            let isLastRound = sourceIsDone()
            if isLastRound, !isCounted {
                // Now it is known what there is.
                let pending = try pendingCount()
                tally.update { $0.segmentsToEncode = $0.segmentsEncoded + pending }
                isCounted = true
            }
            var didWork = false
            for encoding in words { didWork = try encoding.encodeNext(limit, stop: stop) || didWork }
            for encoding in pieces { didWork = try encoding.encodeNext(stop: stop) || didWork }
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
