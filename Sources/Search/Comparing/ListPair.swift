import NearestCore

/// How far two lists of one question agree.
package struct ListPair: Sendable {
    /// An answer that both lists hold.
    package struct Shared: Hashable, Sendable {
        package var key: HitKey
        package var path: CorpusPath
        /// From 1.
        package var leftRank: Int
        package var rightRank: Int

        /// Above 0 where the right list has it further down.
        package var difference: Int { rightRank - leftRank }
    }

    package var left: String
    package var right: String
    /// In the left list's order.
    package var shared: [Shared]
    /// overlap@k: the share of the first k answers that both lists hold, 0 to 1.
    package var overlap: Double
    /// Nil when both are empty.
    package var rankBiasedOverlap: Double?

    /// - Parameter limit: the k that both were asked for; where neither has as many, the longer list counts.
    init(_ left: Comparison.Column, _ right: Comparison.Column, limit: Int) {
        (self.left, self.right) = (left.name, right.name)
        let ranks = Dictionary(right.neighbours.map { ($0.key, $0.rank) }, uniquingKeysWith: min)
        shared = left.neighbours.compactMap { hit in
            ranks[hit.key].map { Shared(key: hit.key, path: hit.path, leftRank: hit.rank, rightRank: $0) }
        }
        let longer = max(left.neighbours.count, right.neighbours.count)
        overlap = longer == 0 ? 0 : Double(shared.count) / Double(min(limit, longer))
        rankBiasedOverlap = RankBiasedOverlap.extrapolated(left.neighbours.map(\.key), right.neighbours.map(\.key))
    }
}
