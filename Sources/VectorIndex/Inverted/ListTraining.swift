import NearestCore

/// Finds the centres of inverted lists: k-means in two levels on a sample, then as one.
///
///     groups    about √lists centres, of a few rows
///     members   in each group as many centres as its share of the rows, of its rows
///     all       the members of all groups, each row against those of its nearest groups
///
/// So training takes about √lists comparisons a row and turn where plain k-means takes `lists`.
struct ListTraining: Sendable {
    let rows: MappedRows
    /// The first so many rows are what the lists will hold.
    let count: Int
    /// At most `count`.
    let lists: Int
    let seed: UInt64
    let threads: Int
    let cancellation: Cancellation

    private static let rowsPerGroup = 256
    private static let rowsPerList = 64
    private static let groupTurns = 8
    private static let memberTurns = 8
    private static let turns = 4

    /// - Throws: `CancellationError`.
    func train() throws -> Centroids {
        let sample = KMeans(
            rows: rows, sample: sampled(lists * Self.rowsPerList, seed: seed), threads: threads,
            cancellation: cancellation)
        let groups = try groups()
        let members = ListMembers(of: sample.sample, lists: try sample.nearest(groups), count: groups.count)
        var centroids = try inGroups(members)
        var generator = SplitMix64(seed: seed &+ 2)
        try sample.refine(&centroids, times: Self.turns, generator: &generator)
        return centroids
    }

    /// Centres of about √lists groups, which are one group themselves.
    private func groups() throws -> Centroids {
        let count = max(1, Int(Double(lists).squareRoot().rounded()))
        var generator = SplitMix64(seed: seed &+ 1)
        let few = KMeans(
            rows: rows, sample: sampled(count * Self.rowsPerGroup, seed: seed &+ 1), threads: threads,
            cancellation: cancellation)
        var groups = start(few, count: count, &generator)
        try few.refine(&groups, times: Self.groupTurns, generator: &generator)
        return groups
    }

    /// The centres inside each group that has rows.
    private func inGroups(_ members: ListMembers) throws -> Centroids {
        let shares = shares(members.counts)
        let made = SharedResults<[Float]>(count: members.count)
        Parallel.run(members.count, threads: threads) { next in
            while let group = next() {
                if shares[group] == 0 || cancellation.isCancelled { continue }
                made.set(group, Result { try centres(of: members[group], group: group, count: shares[group]) })
            }
        }
        try cancellation.check()
        var values: [Float] = []
        var groups: [Range<Int>] = []
        for (group, share) in shares.enumerated() where share > 0 {
            values += try made.get(group)
            groups.append((groups.last?.upperBound ?? 0)..<(groups.last?.upperBound ?? 0) + share)
        }
        return Centroids(dimensions: rows.layout.dimensions, values: values, groups: groups)
    }

    private func centres(of members: ArraySlice<UInt32>, group: Int, count: Int) throws -> [Float] {
        var generator = SplitMix64(seed: seed &+ 16 &+ UInt64(group))
        let inside = KMeans(rows: rows, sample: Array(members), threads: 1, cancellation: cancellation)
        var centres = start(inside, count: count, &generator)
        try inside.refine(&centres, times: Self.memberTurns, generator: &generator)
        return centres.values
    }

    /// How many lists each group gets, all together `lists`: its share of the rows, and at most as many as it has.
    private func shares(_ counts: [Int]) -> [Int] {
        let total = counts.reduce(0, +)
        var shares = counts.map { $0 == 0 ? 0 : max(1, $0 * lists / total) }
        var sum = shares.reduce(0, +)
        while sum != lists {
            let isShort = sum < lists
            // Whoever has the most rows a list gets another one; whoever has the fewest gives one up.
            let open = counts.indices.filter { isShort ? shares[$0] < counts[$0] : shares[$0] > 1 }
            guard
                let group = open.max(by: { left, right in
                    let (one, other) = (counts[left] * shares[right], counts[right] * shares[left])
                    return isShort ? one < other : one > other
                })
            else { break }
            shares[group] += isShort ? 1 : -1
            sum += isShort ? 1 : -1
        }
        return shares
    }

    /// Centres at rows of the sample that are chosen at random.
    private func start(_ means: KMeans, count: Int, _ generator: inout SplitMix64) -> Centroids {
        let chosen = means.sample.shuffled(using: &generator).prefix(count)
        return Centroids(
            dimensions: rows.layout.dimensions, values: means.vectors(Array(chosen)), groups: [0..<chosen.count])
    }

    /// At most `limit` rows, ascending: one from each of as many stretches of equal length.
    private func sampled(_ limit: Int, seed: UInt64) -> [UInt32] {
        if limit >= count { return (0..<UInt32(count)).map { $0 } }
        var generator = SplitMix64(seed: seed)
        return (0..<limit).map { stretch in
            UInt32(Int.random(in: stretch * count / limit..<(stretch + 1) * count / limit, using: &generator))
        }
    }
}
