internal import CVectorKernels
import NearestCore
import Synchronization

/// One query against codes, then against the vectors that the codes leave.
///
///     bounds     every row's code says what its score will hardly exceed        60 bytes a row at 384 dimensions
///     first      the rows with the highest bounds are scored by their vectors: the k-th of those is a threshold
///     rest       every other row whose bound reaches the threshold is scored too
///
/// Where there are codes of four bits beside those of one, a row that is to be scored must first reach the threshold by
/// them: a vector lies somewhere in memory, and of a hundred rows that one bit leaves, four bits leave a few.
///
/// What comes out differs from brute force over the same rows only where a bound lies below its score; see
/// `CodedQuery.deviations`.
struct CodedScan {
    /// Rows that are scored before there is a threshold.
    private static let firstRows = 64
    private static let rowsAhead = 6
    /// Levels that the memory is asked for before their turn.
    private static let levelsAhead = 16
    private static let candidatesAtOnce = 64
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
        var best = TopScores(limit: k)
        score(first(bounds), into: &best)
        return scoreRest(bounds, best)
    }

    /// A row whose score may be among the best, since it hardly exceeds a bound that is.
    private struct Candidate {
        var row: Int
        var bound: Float
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

    // MARK: - Candidates

    /// The rows with the highest bounds, with closer ones where they have levels; the highest first.
    private func first(_ buffer: BoundBuffer) -> [Candidate] {
        let highest = highestBounds(buffer).map { found in
            let place = Int(found.segment)
            // Not to be looked at again.
            buffer.start[place] = -.infinity
            let unit = codes.units[codes.unit(of: place)]
            if let levels = levels(unit, place - unit.place) { cvk_prefetch(levels, levelBytes) }
            return (unit: unit, offset: place - unit.place, bound: found.score)
        }
        return highest.map { found in
            Candidate(
                row: found.unit.row(found.offset),
                bound: levels(found.unit, found.offset).map {
                    levelQuery.bound($0, centre: codes.centres[found.unit.centre])
                } ?? found.bound)
        }.sorted { $0.bound > $1.bound }
    }

    private var levelQuery: LevelQuery { LevelQuery(kernels: kernels, rotated: rotated) }

    private var levelBytes: Int { LevelBlock.words(width: rotated.count) * 4 }

    @inline(__always)
    private func levels(_ unit: CodedUnit, _ offset: Int) -> UnsafePointer<UInt32>? {
        unit.levels.map { $0 + offset * LevelBlock.words(width: rotated.count) }
    }

    /// Calls `body` with those of a unit's places whose levels reach the threshold; with all where it has no levels.
    @inline(__always)
    private func sift(
        _ places: UnsafePointer<UInt32>, count: Int, of unit: CodedUnit, bounds: UnsafePointer<Float>,
        _ threshold: Float, _ body: (Candidate) -> Void
    ) {
        let levels = levelQuery
        func ask(_ index: Int) {
            guard index < count, let start = self.levels(unit, Int(places[index])) else { return }
            cvk_prefetch(start, levelBytes)
        }
        for index in 0..<Self.levelsAhead { ask(index) }
        for index in 0..<count {
            ask(index + Self.levelsAhead)
            let offset = Int(places[index])
            var bound = bounds[offset]
            if let start = self.levels(unit, offset) {
                bound = levels.bound(start, centre: codes.centres[unit.centre])
                if bound < threshold { continue }
                prefetch(unit.row(offset))
            }
            body(Candidate(row: unit.row(offset), bound: bound))
        }
    }

    // MARK: - Scores

    /// Scores candidates by their vectors, but for those whose bound does not reach the threshold.
    ///
    /// They lie anywhere, so the memory is asked for each a few rows before its turn.
    @inline(__always)
    private func score(_ candidates: [Candidate], into best: inout TopScores) {
        query.withUnsafeBufferPointer { query in
            guard let query = query.baseAddress else { return }
            for candidate in candidates.prefix(Self.rowsAhead) { prefetch(candidate.row) }
            for (index, candidate) in candidates.enumerated() where candidate.bound >= best.threshold {
                if index + Self.rowsAhead < candidates.count { prefetch(candidates[index + Self.rowsAhead].row) }
                // Only a damaged file names rows that are not there.
                guard candidate.row < rows.count else { continue }
                var score: Float = 0
                kernels.scores(
                    query, rows: rows.start(candidate.row), layout: rows.layout, chosen: nil, count: 1,
                    into: &score)
                if score >= best.threshold { best.offer(score, rows.id(candidate.row)) }
            }
        }
    }

    @inline(__always)
    private func prefetch(_ row: Int) {
        if row < rows.count { rows.prefetch(row) }
    }

    /// Scores every row whose bounds reach the threshold.
    private func scoreRest(_ buffer: BoundBuffer, _ found: TopScores) -> TopScores {
        let merged = Mutex(found)
        // Fewer than k so far means that there are no more.
        guard found.threshold > -.infinity else { return found }
        inParallel { next in
            var best = TopScores(limit: k, atLeast: found.threshold)
            var candidates: [Candidate] = []
            withUnsafeTemporaryAllocation(of: UInt32.self, capacity: CodeFileLayout.rowsPerChunk) { positions in
                guard let positions = positions.baseAddress else { return }
                while let index = next() {
                    let unit = codes.units[index]
                    let bounds = UnsafePointer(buffer.start + unit.place)
                    let hits = kernels.positions(
                        atLeast: best.threshold, in: bounds, count: unit.rows, into: positions)
                    sift(positions, count: hits, of: unit, bounds: bounds, best.threshold) { candidates.append($0) }
                    // Enough for the memory to bring many at once.
                    if candidates.count < Self.candidatesAtOnce { continue }
                    score(candidates, into: &best)
                    candidates.removeAll(keepingCapacity: true)
                }
            }
            score(candidates, into: &best)
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
