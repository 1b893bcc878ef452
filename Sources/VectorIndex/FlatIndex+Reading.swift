import NearestCore

extension FlatIndex {
    /// Stored vectors with the segments that they stand for.
    package struct Block: Sendable, Equatable {
        /// One for each row of `vectors`.
        package var ids: [SegmentID]
        package var vectors: VectorBatch
    }

    /// The vectors of a seeded random sample, without replacement, of at most `limit` rows, in the order in
    /// which they were appended. The same seed gives the same sample of the same snapshot.
    package func sample(_ limit: Int, seed: UInt64) throws -> VectorBatch {
        try rows.checkSizes()
        let places = Self.places(min(limit, count), of: count, seed: seed)
        let chosen = live.map { $0.rows(at: places) } ?? places
        return batch(chosen)
    }

    /// The stored vectors of `ids`, in their order.
    ///
    /// - Throws: `.invalidArgument` for a segment that this snapshot does not hold.
    package func vectors(of ids: [SegmentID]) throws -> VectorBatch {
        try rows.checkSizes()
        let lookup = coveringLookup()
        return batch(
            try ids.map { id in
                guard let row = lookup.row(of: id, in: rows), live.map({ $0.contains(row) }) ?? true else {
                    throw NearestError(.invalidArgument, "segment \(id)", "it has no vector in \(rows.folder.path)")
                }
                return row
            })
    }

    /// Calls `body` with all vectors that a search can return, in the order in which they were appended, at
    /// most `size` at a time, so that a million of them need no million vectors' memory.
    ///
    /// - Throws: what `body` throws; `CancellationError` between two blocks.
    package func forEachBlock(
        of size: Int = 1024, cancellation: Cancellation = Cancellation(), _ body: (Block) throws -> Void
    ) throws {
        try forEachBlock(of: size, cancellation: cancellation) { block, _ in try body(block) }
    }

    /// The same, with the rows' numbers.
    func forEachBlock(
        of size: Int = 1024, cancellation: Cancellation, _ body: (Block, [Int]) throws -> Void
    ) throws {
        var first = 0
        while first < rows.count {
            try cancellation.check()
            try rows.checkSizes()
            let range = first..<min(first + max(1, size), rows.count)
            let chosen = range.filter { live?.contains($0) ?? true }
            if !chosen.isEmpty {
                try body(Block(ids: chosen.map { rows.id($0) }, vectors: batch(chosen)), chosen)
            }
            first = range.upperBound
        }
    }

    private func batch(_ chosen: [Int]) -> VectorBatch {
        var values: [Float] = []
        values.reserveCapacity(chosen.count * dimensions)
        for row in chosen { values.append(contentsOf: rows.values(row)) }
        return VectorBatch(dimensions: dimensions, values: values)
    }

    /// `count` different numbers below `total`, ascending (R. W. Floyd, CACM 30(9), 1987: as many draws as
    /// numbers, whatever the total).
    private static func places(_ count: Int, of total: Int, seed: UInt64) -> [Int] {
        guard count > 0 else { return [] }
        if count >= total { return Array(0..<total) }
        var generator = SplitMix64(seed: seed)
        var chosen = Set<Int>(minimumCapacity: count)
        for bound in total - count..<total {
            let drawn = Int.random(in: 0...bound, using: &generator)
            chosen.insert(chosen.contains(drawn) ? bound : drawn)
        }
        return chosen.sorted()
    }
}
