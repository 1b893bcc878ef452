internal import CVectorKernels
import NearestCore
import Synchronization

/// One query against codes, then against the vectors that the codes leave.
///
///     bounds     every row's code says what its score will hardly exceed        60 bytes a row at 384 dimensions
///     first      the rows with the highest bounds are scored by their vectors: the k-th of those is a threshold
///     rest       every other row whose bound reaches the threshold is scored too
///
/// What comes out differs from brute force over the same rows only where a bound lies below its score; see
/// `CodedQuery.deviations`.
struct CodedScan {
    /// Rows that are scored before there is a threshold.
    private static let firstRows = 64
    private static let rowsAhead = 6
    private static let boundsWorthAThread = 16_384

    let rows: MappedRows
    let codes: CodedRows
    /// Only these rows; nil for all.
    let mask: RowMask?
    let kernels: VectorKernels
    let query: [Float]
    /// The same, rotated.
    let rotated: [Float]
    /// At least 1.
    let k: Int
    /// At most so many threads; nil for as many as there are processors.
    var threads: Int?

    /// See `CodedQuery`.
    var deviations = CodedQuery.deviations

    /// The best of the rows that have codes.
    ///
    /// - Parameter bounds: room for as many as `codes` has.
    func best(bounds: BoundBuffer) -> TopScores {
        let highest = highestBounds(bounds).map { candidate in
            let unit = codes.units[codes.unit(of: Int(candidate.segment))]
            // Not to be scored again.
            bounds.start[Int(candidate.segment)] = -.infinity
            return unit.row(Int(candidate.segment) - unit.place)
        }
        var best = TopScores(limit: k)
        score(highest.count, { highest[$0] }, into: &best)
        return scoreRest(bounds, best)
    }

    // MARK: - Bounds

    /// Computes every bound, and gives the places of the highest ones.
    private func highestBounds(_ buffer: BoundBuffer) -> [ScoredSegment] {
        let merged = Mutex(TopScores(limit: max(Self.firstRows, 2 * k)))
        inParallel { next in
            let bounds = buffer.start
            var highest = TopScores(limit: max(Self.firstRows, 2 * k))
            var query: (centre: Int, coded: CodedQuery)?
            withUnsafeTemporaryAllocation(of: UInt32.self, capacity: CodeFileLayout.rowsPerChunk) { positions in
                guard let positions = positions.baseAddress else { return }
                while let index = next() {
                    let unit = codes.units[index]
                    if query?.centre != unit.centre {
                        let centre = codes.centres[unit.centre]
                        query = (
                            unit.centre,
                            CodedQuery(
                                rotated: rotated, centre: centre.rotated, base: centre.base,
                                deviations: deviations)
                        )
                    }
                    query?.coded.bounds(
                        kernels, codes: unit.codes, factors: unit.factors, groups: unit.groups,
                        into: bounds + unit.place)
                    if let mask { hide(unit, bounds, outside: mask) }
                    let hits = kernels.positions(
                        atLeast: highest.threshold, in: bounds + unit.place, count: unit.rows, into: positions)
                    for hit in 0..<hits {
                        let place = unit.place + Int(positions[hit])
                        if bounds[place] > -.infinity { highest.offer(bounds[place], Int64(place)) }
                    }
                }
            }
            merged.withLock { $0.merge(highest) }
        }
        return merged.withLock { $0.sorted() }
    }

    private func hide(_ unit: CodedUnit, _ bounds: UnsafeMutablePointer<Float>, outside mask: RowMask) {
        for offset in 0..<unit.rows {
            let row = unit.row(offset)
            if row >= mask.rows || !mask.contains(row) { bounds[unit.place + offset] = -.infinity }
        }
    }

    // MARK: - Scores

    /// Scores `count` rows by their vectors.
    ///
    /// They lie anywhere, so the memory is asked for each a few rows before its turn.
    @inline(__always)
    private func score(_ count: Int, _ row: (Int) -> Int, into best: inout TopScores) {
        query.withUnsafeBufferPointer { query in
            guard let query = query.baseAddress else { return }
            for index in 0..<min(Self.rowsAhead, count) { prefetch(row(index)) }
            for index in 0..<count {
                if index + Self.rowsAhead < count { prefetch(row(index + Self.rowsAhead)) }
                let row = row(index)
                // Only a damaged file names rows that are not there.
                guard row < rows.count else { continue }
                var score: Float = 0
                kernels.scores(
                    query, rows: rows.start(row), layout: rows.layout, chosen: nil, count: 1, into: &score)
                // The id lies elsewhere in memory, so only who needs it reads it.
                if score >= best.threshold { best.offer(score, rows.id(row)) }
            }
        }
    }

    @inline(__always)
    private func prefetch(_ row: Int) {
        if row < rows.count { cvk_prefetch(rows.start(row), rows.layout.stride) }
    }

    /// Scores every row whose bound reaches the threshold.
    private func scoreRest(_ buffer: BoundBuffer, _ found: TopScores) -> TopScores {
        let merged = Mutex(found)
        // Fewer than k so far means that there are no more.
        guard found.threshold > -.infinity else { return found }
        inParallel { next in
            let bounds = buffer.start
            var best = TopScores(limit: k, atLeast: found.threshold)
            withUnsafeTemporaryAllocation(of: UInt32.self, capacity: CodeFileLayout.rowsPerChunk) { positions in
                guard let positions = positions.baseAddress else { return }
                while let index = next() {
                    let unit = codes.units[index]
                    let hits = kernels.positions(
                        atLeast: best.threshold, in: bounds + unit.place, count: unit.rows, into: positions)
                    score(hits, { unit.row(Int(positions[$0])) }, into: &best)
                }
            }
            merged.withLock { $0.merge(best) }
        }
        return merged.withLock { $0 }
    }

    /// Runs `work` on as many threads as pay; each asks for unit after unit.
    private func inParallel(_ work: @Sendable (_ next: () -> Int?) -> Void) {
        let workers = min(threads ?? Processors.count, 1 + codes.bounds / Self.boundsWorthAThread)
        Parallel.run(codes.units.count, threads: workers, work)
    }
}
