import Dispatch
import NearestCore
import Synchronization

/// One query against the codes of a snapshot, then against the vectors that the codes leave.
///
///     bounds     every row's code says what its score will hardly exceed        60 bytes a row at 384 dimensions
///     first      the rows with the highest bounds are scored by their vectors: the k-th of those is a threshold
///     rest       every other row whose bound reaches the threshold is scored too
///
/// What comes out differs from brute force only where a bound lies below its score; see `CodedQuery.deviations`.
struct CodedScan {
    /// Rows that are scored before there is a threshold.
    private static let firstRows = 64
    private static let groupsPerUnit = CodeFileLayout.rowsPerChunk / CodeBlock.rowsPerGroup
    private static let bytesWorthAThread = 1 << 20

    let rows: MappedRows
    let codes: [CodeFile]
    /// Only these rows; nil for all.
    let mask: RowMask?
    let kernels: VectorKernels
    let query: [Float]
    /// At least 1.
    let k: Int
    /// At most so many threads; nil for as many as there are processors.
    var threads: Int?
    let rotation: CodeRotation

    /// The best of the rows that have codes.
    ///
    /// - Parameter bounds: room for one bound a row of every group.
    func best(bounds: BoundBuffer) -> TopScores {
        let units = units()
        let highest = highestBounds(units, bounds)
        var best = TopScores(limit: k)
        for candidate in highest {
            let place = Int(candidate.segment)
            offer(row(at: place, in: units), to: &best)
            // Not to be scored again.
            bounds.start[place] = -.infinity
        }
        return scoreRest(units, bounds, best)
    }

    /// How many bounds a search needs room for.
    static func capacity(_ codes: [CodeFile]) -> Int {
        codes.reduce(0) { $0 + $1.layout.groups * CodeBlock.rowsPerGroup }
    }

    /// Some groups of one file.
    private struct Unit {
        var file: Int
        var groups: Range<Int>
        /// Where its bounds stand among all.
        var place: Int

        var bounds: Int { groups.count * CodeBlock.rowsPerGroup }
    }

    private func units() -> [Unit] {
        var units: [Unit] = []
        var place = 0
        for (file, code) in codes.enumerated() {
            for start in stride(from: 0, to: code.layout.groups, by: Self.groupsPerUnit) {
                let unit = Unit(
                    file: file, groups: start..<min(start + Self.groupsPerUnit, code.layout.groups), place: place)
                units.append(unit)
                place += unit.bounds
            }
        }
        return units
    }

    /// The row whose bound stands at `place`.
    private func row(at place: Int, in units: [Unit]) -> Int {
        // All units but the last of each file are full, so the search begins close by.
        var index = min(place / (Self.groupsPerUnit * CodeBlock.rowsPerGroup), units.count - 1)
        while index + 1 < units.count, units[index + 1].place <= place { index += 1 }
        return row(at: place, of: units[index])
    }

    @inline(__always)
    private func row(at place: Int, of unit: Unit) -> Int {
        codes[unit.file].header.firstRow + unit.groups.lowerBound * CodeBlock.rowsPerGroup + place - unit.place
    }

    // MARK: - Bounds

    /// Computes every bound, and gives the places of the highest ones.
    private func highestBounds(_ units: [Unit], _ buffer: BoundBuffer) -> [ScoredSegment] {
        let rotated = rotation.applied(to: query)
        let queries = codes.map { file in
            CodedQuery(
                rotated: rotated, centre: file.rotatedCentre,
                product: kernels.product(query, file.centre))
        }
        let merged = Mutex(TopScores(limit: max(Self.firstRows, 2 * k)))
        inParallel(units.count) { next in
            let bounds = buffer.start
            var highest = TopScores(limit: max(Self.firstRows, 2 * k))
            withUnsafeTemporaryAllocation(of: UInt32.self, capacity: CodeFileLayout.rowsPerChunk) { positions in
                guard let positions = positions.baseAddress else { return }
                while let index = next() {
                    let unit = units[index]
                    let file = codes[unit.file]
                    queries[unit.file].bounds(
                        kernels, codes: file.codes(ofGroup: unit.groups.lowerBound),
                        factors: file.factors(ofGroup: unit.groups.lowerBound), groups: unit.groups.count,
                        into: bounds + unit.place)
                    if let mask { hide(unit, bounds, outside: mask) }
                    let hits = kernels.positions(
                        atLeast: highest.threshold, in: bounds + unit.place, count: unit.bounds, into: positions)
                    for hit in 0..<hits {
                        let place = unit.place + Int(positions[hit])
                        // Rows that fill up the last group, or are hidden.
                        if bounds[place] > -.greatestFiniteMagnitude { highest.offer(bounds[place], Int64(place)) }
                    }
                }
            }
            merged.withLock { $0.merge(highest) }
        }
        return merged.withLock { $0.sorted() }
    }

    private func hide(_ unit: Unit, _ bounds: UnsafeMutablePointer<Float>, outside mask: RowMask) {
        let end = codes[unit.file].range.upperBound
        for place in unit.place..<unit.place + unit.bounds {
            let row = row(at: place, of: unit)
            if row < end, !mask.contains(row) { bounds[place] = -.infinity }
        }
    }

    // MARK: - Scores

    @inline(__always)
    private func offer(_ row: Int, to best: inout TopScores) {
        var score: Float = 0
        query.withUnsafeBufferPointer { query in
            guard let query = query.baseAddress else { return }
            kernels.scores(
                query, dimensions: rows.layout.dimensions, rows: rows.vector(row), stride: 0, chosen: nil, count: 1,
                into: &score)
        }
        best.offer(score, rows.id(row))
    }

    /// Scores every row whose bound reaches the threshold.
    private func scoreRest(
        _ units: [Unit], _ buffer: BoundBuffer, _ found: TopScores
    ) -> TopScores {
        let merged = Mutex(found)
        // Fewer than k so far means that there are no more.
        guard found.threshold > -.infinity else { return found }
        inParallel(units.count) { next in
            let bounds = buffer.start
            var best = TopScores(limit: k, atLeast: found.threshold)
            withUnsafeTemporaryAllocation(of: UInt32.self, capacity: CodeFileLayout.rowsPerChunk) { positions in
                guard let positions = positions.baseAddress else { return }
                while let index = next() {
                    let unit = units[index]
                    let hits = kernels.positions(
                        atLeast: best.threshold, in: bounds + unit.place, count: unit.bounds, into: positions)
                    for hit in 0..<hits {
                        offer(row(at: unit.place + Int(positions[hit]), of: unit), to: &best)
                    }
                }
            }
            merged.withLock { $0.merge(best) }
        }
        return merged.withLock { $0 }
    }

    /// Runs `work` on as many threads as pay; each asks for unit after unit.
    private func inParallel(_ count: Int, _ work: @escaping @Sendable (_ next: () -> Int?) -> Void) {
        let taken = Atomic(0)
        let next: @Sendable () -> Int? = {
            let index = taken.wrappingAdd(1, ordering: .relaxed).oldValue
            return index < count ? index : nil
        }
        let bytes = codes.reduce(0) { $0 + $1.layout.fileBytes }
        let workers = min(threads ?? Processors.count, 1 + bytes / Self.bytesWorthAThread, count)
        if workers < 2 { return work(next) }
        DispatchQueue.concurrentPerform(iterations: workers) { _ in work(next) }
    }
}
