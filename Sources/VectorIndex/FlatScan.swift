import NearestCore
import Synchronization

/// One query against every row of a snapshot, or every row of a mask.
///
/// The rows are cut into units that fit a core's cache; threads take unit after unit, score it, sift the
/// scores by the worst of the best so far, and only what passes meets the heap.
struct FlatScan {
    /// A scan of less than this is over before a second thread has woken up.
    private static let bytesWorthAThread = 4 << 20
    private static let unitBytes = 512 << 10

    let rows: MappedRows
    /// The rows to look at, in stretches.
    let ranges: [Range<Int>]
    /// Only these of them; nil for all.
    let mask: RowMask?
    let kernels: VectorKernels
    let query: [Float]
    /// At least 1, at most the number of rows that can be returned.
    let k: Int
    /// At most so many threads; nil for as many as there are processors.
    var threads: Int?

    /// The best of these rows and of those that were found elsewhere.
    func best(and found: TopScores) -> TopScores {
        let units = units()
        let merged = Mutex(found)
        Parallel.run(units.count, threads: threadLimit) { next in
            let best = work(on: units, next, atLeast: found.threshold)
            merged.withLock { $0.merge(best) }
        }
        return merged.withLock { $0 }
    }

    private var threadLimit: Int {
        let all = ranges.reduce(0) { $0 + $1.count }
        let bytes = min(mask?.count ?? all, all) * rows.layout.stride
        return min(threads ?? Processors.count, 1 + bytes / Self.bytesWorthAThread)
    }

    /// The rows in pieces that fit a core's cache, each of one block.
    private func units() -> [Range<Int>] {
        let block = rows.layout.rowsPerBlock
        let size = max(16, min(block, Self.unitBytes / rows.layout.stride))
        var units: [Range<Int>] = []
        for range in ranges {
            var first = range.lowerBound
            while first < range.upperBound {
                // Pieces begin at the same places of a block wherever a stretch begins.
                let next = min(
                    first / block * block + (first % block / size + 1) * size, (first / block + 1) * block)
                units.append(first..<min(next, range.upperBound))
                first = units[units.count - 1].upperBound
            }
        }
        return units
    }

    /// Takes units until there are none left.
    private func work(on units: [Range<Int>], _ next: () -> Int?, atLeast least: Float) -> TopScores {
        var best = TopScores(limit: k, atLeast: least)
        query.withUnsafeBufferPointer { query in
            guard let query = query.baseAddress else { return }
            withUnsafeTemporaryAllocation(of: Float.self, capacity: rows.layout.rowsPerBlock) { scores in
                withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 2 * rows.layout.rowsPerBlock) {
                    positions in
                    guard let scores = scores.baseAddress, let positions = positions.baseAddress else { return }
                    while let unit = next() {
                        scan(
                            units[unit], query: query, scores: scores, positions: positions,
                            chosen: positions + rows.layout.rowsPerBlock, best: &best)
                    }
                }
            }
        }
        return best
    }

    @inline(__always)
    private func scan(
        _ range: Range<Int>, query: UnsafePointer<Float>, scores: UnsafeMutablePointer<Float>,
        positions: UnsafeMutablePointer<UInt32>, chosen: UnsafeMutablePointer<UInt32>, best: inout TopScores
    ) {
        let first = range.lowerBound
        var count = range.count
        let inside = mask.map { $0.count(in: range) } ?? count
        // Where most rows are in the mask it is quicker to score all than to make the memory skip some.
        let isListed = inside * 2 < count
        let isSifted = !isListed && inside < count
        if isListed, let mask { count = mask.positions(in: range, from: first, into: chosen) }
        guard count > 0 else { return }
        kernels.scores(
            query, rows: rows.start(first), layout: rows.layout, chosen: isListed ? UnsafePointer(chosen) : nil,
            count: count, into: scores)
        let hits = kernels.positions(atLeast: best.threshold, in: scores, count: count, into: positions)
        for hit in 0..<hits {
            let position = Int(positions[hit])
            let row = first + (isListed ? Int(chosen[position]) : position)
            if isSifted, let mask, !mask.contains(row) { continue }
            best.offer(scores[position], rows.id(row))
        }
    }
}
