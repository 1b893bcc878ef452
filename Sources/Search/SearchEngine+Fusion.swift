import Catalog
import Foundation
import NearestCore

/// Lists become one, and its hits what a person can judge.
extension SearchEngine {
    /// The fused neighbours, with their places.
    func neighbours(
        of found: inout FoundLists, _ query: PreparedQuery, _ request: SearchRequest
    ) throws -> [Neighbour] {
        let start = ProcessInfo.processInfo.systemUptime
        let lists = try hitLists(found, request)
        let fused = RankFusion.fuse(
            lists.map { RankFusion.Ranked($0.keys, weight: $0.weight) }, depth: SearchRequest.fusionDepth)
        let fusing = ProcessInfo.processInfo.systemUptime
        var neighbours: [Neighbour] = []
        // Some may lose their last file meanwhile, and some places may not pass the filter.
        var rest = fused[...]
        while neighbours.count < request.limit, !rest.isEmpty {
            let next = rest.prefix(request.limit - neighbours.count)
            rest = rest.dropFirst(next.count)
            neighbours += try read(Array(next), of: lists, found, request)
        }
        for index in neighbours.indices { neighbours[index].rank = index + 1 }
        if !neighbours.isEmpty { found.judgements = judgements(of: found, query) }
        found.timings.fuse = (fusing - start) * 1_000
        found.timings.read = (ProcessInfo.processInfo.systemUptime - fusing) * 1_000
        return neighbours
    }

    /// Of the best hit in each space, whether chance would bring as much.
    private func judgements(of found: FoundLists, _ query: PreparedQuery) -> [MatchJudgement?] {
        found.spaces.map { answered in
            let list = found.lists.first { $0.source == .space(model: answered.space.model) }
            guard let best = list?.hits.first else { return nil }
            let searched = answered.stores.compactMap { store in
                background(of: store, queriedBy: answered.modality).map {
                    MatchJudgement.Searched(
                        count: min(found.allowed ?? .max, store.index.count), background: $0)
                }
            }
            return MatchJudgement(
                best: best.score, query: answered.vector, searched: searched, wordShare: found.wordShare,
                areWordsKnown: areKnown(query.words, in: answered.space))
        }
    }

    private func areKnown(_ words: String?, in space: Space) -> Bool {
        guard let words, let encoder = try? encoder(space) else { return true }
        return KnownWords.areKnown(words, to: encoder.tokenCounter)
    }

    /// What chance scores; nil where vectors that it is made of were damaged since they were searched: a hit that says
    /// less is better than none.
    private func background(of store: OpenStore, queriedBy modality: Modality) -> BackgroundDistribution? {
        try? cache.background(of: store, queriedBy: modality)
    }

    private func hitLists(_ found: FoundLists, _ request: SearchRequest) throws -> [HitList] {
        let keys = try catalog.hitKeys(of: found.lists.lazy.flatMap(\.hits).map(\.segment))
        return found.lists.map { list in
            HitList(
                source: list.source, weight: request.weights.weight(of: list.source, besides: found.spaces.count),
                hits: list.hits, keys: keys,
                limit: request.listDepth)
        }
    }

    private func read(
        _ fused: [RankFusion.Fused<HitKey>], of lists: [HitList], _ found: FoundLists, _ request: SearchRequest
    ) throws -> [Neighbour] {
        let segments = fused.flatMap { hit in hit.ranks.map { lists[$0.list].hits[$0.rank - 1].segment } }
        let records = try catalog.segments(Array(Set(segments)))
        return fused.compactMap { hit in
            let contributions = contributions(to: hit, of: lists, records)
            guard let first = contributions.first, let record = records[first.segment] else { return nil }
            let matched = hit.ranks.flatMap { lists[$0.list].hits[$0.rank - 1].matched }
            return neighbour(record, hit.key, contributions, matched: matched, found, request)
        }
    }

    /// What each list says of a hit, the one that says most first: by percentile, since scores of two spaces do not
    /// compare.
    private func contributions(
        to hit: RankFusion.Fused<HitKey>, of lists: [HitList], _ records: [SegmentID: SegmentRecord]
    ) -> [Contribution] {
        hit.ranks.compactMap { place in
            let list = lists[place.list]
            let listed = list.hits[place.rank - 1]
            guard let record = records[listed.segment] else { return nil }
            let background = listed.store.flatMap { self.background(of: $0, queriedBy: listed.asking) }
            return Contribution(
                source: list.source, rank: place.rank, score: listed.score,
                percentile: background?.percentile(of: listed.score), evidence: record.segment.evidence,
                segment: listed.segment, share: RankFusion.share(ofRank: place.rank, weight: list.weight))
        }.enumerated().sorted { left, right in
            let (one, other) = (left.element, right.element)
            if (one.source == .fullText) != (other.source == .fullText) { return other.source == .fullText }
            let (percentile, otherPercentile) = (one.percentile ?? -1, other.percentile ?? -1)
            return percentile != otherPercentile ? percentile > otherPercentile : left.offset < right.offset
        }.map(\.element)
    }

    private func neighbour(
        _ record: SegmentRecord, _ key: HitKey, _ contributions: [Contribution], matched: [String],
        _ found: FoundLists, _ request: SearchRequest
    ) -> Neighbour? {
        // A copy that the filter leaves out is no answer, though its twin is.
        let places = record.occurrences.filter { request.filter.accepts($0) }
        guard let first = places.first, let standing = contributions.first else { return nil }
        let measured = standing.source == .fullText ? measured(record, in: found) : nil
        var neighbour = Neighbour(
            segment: record.id, rank: 0, score: measured?.score ?? standing.score,
            percentile: measured?.percentile ?? standing.percentile, path: first.path,
            copies: places.dropFirst().map(\.path), record: first.record, part: first.part, partPage: first.page,
            title: record.title, modality: record.segment.modality,
            model: measured?.model ?? standing.source.name, evidence: record.segment.evidence,
            place: record.segment.place, text: record.segment.text)
        neighbour.key = key
        neighbour.contributions = contributions
        neighbour.matchedWords = matched
        if let threshold = request.threshold, neighbour.score < threshold { return nil }
        return neighbour
    }

    /// How near a hit of the full text is to the question, in the first space that was searched and holds it: a score
    /// that can be read beside the others.
    private func measured(
        _ record: SegmentRecord, in found: FoundLists
    ) -> (score: Float, percentile: Double?, model: String)? {
        for answered in found.spaces {
            for store in answered.stores where store.record.modality == record.segment.modality {
                guard let vector = try? store.index.vectors(of: [record.id])[0] else { continue }
                let score = answered.space.metric.score(vector, answered.vector)
                let background = self.background(of: store, queriedBy: answered.modality)
                return (score, background?.percentile(of: score), answered.space.model)
            }
        }
        return nil
    }
}
