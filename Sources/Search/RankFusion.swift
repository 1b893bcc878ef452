/// Reciprocal rank fusion (Cormack, Clarke and Büttcher, "Reciprocal rank fusion outperforms Condorcet and individual
/// rank learning methods", SIGIR 2009): several ranked lists become one by their ranks alone, since a cosine of one
/// space and a BM25 score say nothing of each other.
///
/// A hit's fused score is the sum of `weight / (60 + rank)` over the lists that hold it.
package enum RankFusion {
    /// How fast the say of a list falls with the rank: the paper's 60.
    package static let constant = 60.0

    /// A list of different keys, the best first.
    package struct Ranked<Key: Hashable & Sendable>: Sendable {
        package var keys: [Key]
        package var weight: Double

        package init(_ keys: [Key], weight: Double = 1) {
            self.keys = keys
            self.weight = weight
        }
    }

    /// A hit of the fused list.
    package struct Fused<Key: Hashable & Sendable>: Sendable {
        package var key: Key
        package var score: Double
        /// In which lists, by their place, and at which rank, counted from 1.
        package var ranks: [(list: Int, rank: Int)]
    }

    /// What a rank, counted from 1, adds.
    package static func share(ofRank rank: Int, weight: Double) -> Double { weight / (constant + Double(rank)) }

    /// The same with what stands in the first `depth` of a list before what does not: longer lists add hits at the end,
    /// and change nothing before.
    package static func fuse<Key>(_ lists: [Ranked<Key>], depth: Int) -> [Fused<Key>] {
        let first = fuse(lists.map { Ranked(Array($0.keys.prefix(depth)), weight: $0.weight) })
        guard lists.contains(where: { $0.keys.count > depth }) else { return first }
        let known = Set(first.map(\.key))
        return first + fuse(lists).filter { !known.contains($0.key) }
    }

    /// All hits of the lists, the best first; those of equal score by their best rank, then by the first list that
    /// holds them.
    package static func fuse<Key>(_ lists: [Ranked<Key>]) -> [Fused<Key>] {
        var places: [Key: Int] = [:]
        var fused: [Fused<Key>] = []
        for (list, ranked) in lists.enumerated() where ranked.weight > 0 {
            for (index, key) in ranked.keys.enumerated() {
                let place =
                    places[key]
                    ?? {
                        fused.append(Fused(key: key, score: 0, ranks: []))
                        places[key] = fused.count - 1
                        return fused.count - 1
                    }()
                fused[place].score += share(ofRank: index + 1, weight: ranked.weight)
                fused[place].ranks.append((list, index + 1))
            }
        }
        // Lists were gone through in their order, so what came in first stands first among equals.
        return fused.enumerated().sorted { left, right in
            if left.element.score != right.element.score { return left.element.score > right.element.score }
            let (best, other) = (left.element.bestRank, right.element.bestRank)
            return best != other ? best < other : left.offset < right.offset
        }.map(\.element)
    }
}

extension RankFusion.Fused {
    fileprivate var bestRank: Int { ranks.lazy.map(\.rank).min() ?? .max }
}
