import NearestCore

extension FlatIndex {
    /// Stored vectors with the segments that they stand for.
    package struct Block: Sendable, Equatable {
        /// One for each row of `vectors`.
        package var ids: [SegmentID]
        /// As they are stored: of length 1 for the cosine.
        package var vectors: VectorBatch
        /// How long the vectors were before they were stored, one for each; none where they are stored as they came.
        package var lengths: [Float] = []

        /// The vectors as they were given, but for rounding.
        package var originals: VectorBatch {
            guard !lengths.isEmpty else { return vectors }
            var values = vectors.values
            for row in 0..<ids.count {
                for index in row * vectors.dimensions..<(row + 1) * vectors.dimensions {
                    values[index] *= lengths[row]
                }
            }
            return VectorBatch(dimensions: vectors.dimensions, values: values)
        }
    }

    /// The stored vectors of a seeded random sample, without replacement, of at most `limit` rows, in the order in
    /// which they were appended. The same seed gives the same sample of the same snapshot.
    package func sample(_ limit: Int, seed: UInt64) throws -> VectorBatch {
        try rows.checkSizes()
        return batch(sampledRows(limit, seed: seed))
    }

    /// What `sample` gives for the same arguments, with the segments that the vectors stand for.
    package func sampleBlock(_ limit: Int, seed: UInt64) throws -> Block {
        try rows.checkSizes()
        return block(sampledRows(limit, seed: seed))
    }

    private func sampledRows(_ limit: Int, seed: UInt64) -> [Int] {
        let places = Self.places(min(limit, count), of: count, seed: seed)
        return live.map { $0.rows(at: places) } ?? places
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
        try forEachRows(of: size, cancellation: cancellation) { try body(block($0)) }
    }

    /// The same with the rows' numbers instead of what they hold.
    func forEachRows(
        of size: Int = 1024, cancellation: Cancellation, _ body: ([Int]) throws -> Void
    ) throws {
        var first = 0
        while first < rows.count {
            try cancellation.check()
            try rows.checkSizes()
            let range = first..<min(first + max(1, size), rows.count)
            let chosen = range.filter { live?.contains($0) ?? true }
            if !chosen.isEmpty { try body(chosen) }
            first = range.upperBound
        }
    }

    /// As `forEachBlock`, by ascending id.
    package func forEachBlockByID(
        of size: Int = 1024, cancellation: Cancellation = Cancellation(), _ body: (Block) throws -> Void
    ) throws {
        guard let ordered = rowsByID() else {
            return try forEachBlock(of: size, cancellation: cancellation, body)
        }
        for first in stride(from: 0, to: ordered.count, by: max(1, size)) {
            try cancellation.check()
            try rows.checkSizes()
            try body(block(Array(ordered[first..<min(first + max(1, size), ordered.count)])))
        }
    }

    /// The ids of all segments that a search can return, ascending.
    package func ids() throws -> [SegmentID] {
        try rows.checkSizes()
        var ids: [SegmentID] = []
        ids.reserveCapacity(count)
        rows.forEachIDs(in: 0..<rows.count) { first, some in
            for (offset, id) in some.enumerated() where live?.contains(first + offset) ?? true { ids.append(id) }
        }
        return zip(ids, ids.dropFirst()).allSatisfy { $0 < $1 } ? ids : ids.sorted()
    }

    /// The rows that a search can return by ascending id; nil where they stand so.
    private func rowsByID() -> [Int]? {
        var last = SegmentID.min
        var ascends = true
        rows.forEachIDs(in: 0..<rows.count) { _, ids in
            for id in ids {
                if id <= last { ascends = false }
                last = id
            }
        }
        if ascends { return nil }
        return (0..<rows.count).filter { live?.contains($0) ?? true }.sorted { rows.id($0) < rows.id($1) }
    }

    /// The stored vectors of some rows, with ids and lengths.
    func block(_ chosen: [Int]) -> Block {
        Block(
            ids: chosen.map { rows.id($0) }, vectors: batch(chosen),
            lengths: rows.layout.hasLengths ? chosen.map { rows.length($0) } : [])
    }

    private func batch(_ chosen: [Int]) -> VectorBatch {
        let values = [Float](unsafeUninitializedCapacity: chosen.count * dimensions) { buffer, count in
            guard let start = buffer.baseAddress else { return }
            for (place, row) in chosen.enumerated() { rows.copy(row, into: start + place * dimensions) }
            count = chosen.count * dimensions
        }
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
