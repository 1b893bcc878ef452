import Foundation
import NearestCore

/// The neighbours of a question in one space.
struct SpaceSearch: Sendable {
    /// Caption, words in it, labels, metadata.
    private static let textsOfPicture = 4
    /// A few more than asked for, since a segment may lose its last file between commit and sweep.
    private static let spare = 8

    var part: SearchPlan.Part
    /// What the question is in this space.
    var asking: Modality
    var limit: Int
    var mode: SearchMode
    var threshold: Float?
    var allowed: Set<SegmentID>?

    struct Answer: Sendable {
        var vector: [Float] = []
        /// Over all modalities, the best first: within one space their scores may be compared.
        var hits: [ListedHit] = []
        /// The stores that were searched.
        var stores: [OpenStore] = []
        var notes: [String] = []
        var milliseconds = 0.0
    }

    /// - Throws: `NearestError` when the index is damaged or the vector is not of this space; `CancellationError`.
    func run(_ query: QueryVector, in cache: StoreCache, cancellation: Cancellation) throws -> Answer {
        let vector = query.values
        var answer = Answer(vector: vector, notes: query.notes)
        let start = ProcessInfo.processInfo.systemUptime
        for record in part.stores {
            try cancellation.check()
            let (store, hits) = try cache.whatIsIntact(of: cache.open(record)) {
                try neighbours(of: vector, in: $0)
            }
            answer.stores.append(store)
            answer.hits += hits.map {
                ListedHit(segment: $0.segment, score: $0.score, store: store, asking: asking)
            }
            answer.notes += store.index.damages.map { "Part of the index is left out: \($0)" }
        }
        answer.hits.sort { ($0.score, $1.segment) > ($1.score, $0.segment) }
        answer.milliseconds = (ProcessInfo.processInfo.systemUptime - start) * 1_000
        return answer
    }

    private func neighbours(of vector: [Float], in store: OpenStore) throws -> [ScoredSegment] {
        let texts = store.record.modality == .image ? Self.textsOfPicture : 1
        let wanted = min(limit, store.index.count) * texts + Self.spare
        let found = try store.index.search(vector, k: limit > 0 ? wanted : 0, mode: mode, allowed: allowed)
        guard let threshold else { return found }
        return found.filter { $0.score >= threshold }
    }
}
