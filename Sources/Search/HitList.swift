import Catalog
import NearestCore

/// What one source found, the best first: each answer once, by its best segment.
struct HitList: Sendable {
    let source: ListSource
    let weight: Double
    let hits: [ListedHit]
    let keys: [HitKey]

    /// - Parameters:
    ///   - hits: the best first; an answer may stand in it several times.
    ///   - keys: of their segments. A segment without one is gone.
    ///   - limit: answers.
    init(source: ListSource, weight: Double, hits: [ListedHit], keys: [SegmentID: HitKey], limit: Int) {
        self.source = source
        self.weight = weight
        var seen: Set<HitKey> = []
        var kept: [ListedHit] = []
        var keptKeys: [HitKey] = []
        for hit in hits {
            if kept.count == limit { break }
            guard let key = keys[hit.segment], seen.insert(key).inserted else { continue }
            kept.append(hit)
            keptKeys.append(key)
        }
        self.hits = kept
        self.keys = keptKeys
    }
}
