import Catalog
import NearestCore

/// Words of one modality to vectors of one space: a document's passages, or the texts that stand for pictures,
/// recordings or films.
final class WordEncoding {
    let target: VectorTarget
    private let upkeep: BackgroundUpkeep
    private let tally: ProgressTally
    /// Segments up to this id have their vectors, or have had their turn.
    private(set) var cursor: SegmentID = 0

    init(_ target: VectorTarget, upkeep: BackgroundUpkeep, tally: ProgressTally) {
        self.target = target
        self.upkeep = upkeep
        self.tally = tally
    }

    /// One commit.
    ///
    /// - Parameter limit: of segments.
    /// - Returns: whether there was something to do.
    func encodeNext(_ limit: Int, stop: Cancellation) throws -> Bool {
        try stop.check()
        let (segments, seen) = try target.pending(after: cursor, limit: limit)
        if !segments.isEmpty {
            let vectors = try target.encoder.encode(
                segments.map { .text($0.text) }, purpose: .document, cancellation: stop)
            let ids = segments.map(\.id)
            try target.append(ids: ids, vectors: vectors)
            let rows = try target.commit(ids).rows
            upkeep.committed(.init(folder: target.folder, space: target.encoder.space, rows: rows))
            tally.encoded(segments.count)
        }
        cursor = seen
        return !segments.isEmpty
    }
}
