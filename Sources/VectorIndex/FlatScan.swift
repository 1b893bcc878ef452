import Dispatch
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
    /// Only these rows; nil for all.
    let mask: RowMask?
    let kernels: VectorKernels
    let query: [Float]
    /// At least 1, at most the number of rows that can be returned.
    let k: Int
    /// At most so many threads; nil for as many as there are processors.
    var threads: Int?

    func best() -> [ScoredSegment] {
        let unitRows = max(16, min(rows.layout.rowsPerBlock, Self.unitBytes / rows.layout.stride))
        let perBlock = (rows.layout.rowsPerBlock + unitRows - 1) / unitRows
        let blocks = (rows.count + rows.layout.rowsPerBlock - 1) / rows.layout.rowsPerBlock
        let units = Units(count: blocks * perBlock, rows: unitRows, perBlock: perBlock)
        let workers = min(threadLimit, units.count)
        guard workers > 1 else { return work(on: units).sorted() }
        let merged = Mutex(TopScores(limit: k))
        DispatchQueue.concurrentPerform(iterations: workers) { _ in
            let found = work(on: units)
            merged.withLock { $0.merge(found) }
        }
        return merged.withLock { $0.sorted() }
    }

    private var threadLimit: Int {
        let bytes = (mask?.count ?? rows.count) * rows.layout.stride
        return min(threads ?? Processors.count, 1 + bytes / Self.bytesWorthAThread)
    }

    /// Takes units until there are none left.
    private func work(on units: Units) -> TopScores {
        var best = TopScores(limit: k)
        query.withUnsafeBufferPointer { query in
            guard let query = query.baseAddress else { return }
            withUnsafeTemporaryAllocation(of: Float.self, capacity: units.rows) { scores in
                withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 2 * units.rows) { positions in
                    guard let scores = scores.baseAddress, let positions = positions.baseAddress else { return }
                    while let range = units.next(in: rows) {
                        scan(
                            range, query: query, scores: scores, positions: positions,
                            chosen: positions + units.rows, best: &best)
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
            query, dimensions: rows.layout.dimensions, rows: rows.vector(first), stride: rows.layout.stride / 4,
            chosen: isListed ? UnsafePointer(chosen) : nil, count: count, into: scores)
        let hits = kernels.positions(atLeast: best.threshold, in: scores, count: count, into: positions)
        for hit in 0..<hits {
            let position = Int(positions[hit])
            let row = first + (isListed ? Int(chosen[position]) : position)
            if isSifted, let mask, !mask.contains(row) { continue }
            best.offer(scores[position], rows.id(row))
        }
    }
}

extension FlatScan {
    /// The units of a scan, handed out in order to whichever thread asks.
    private final class Units: Sendable {
        let count: Int
        let rows: Int
        private let perBlock: Int
        private let taken = Atomic(0)

        init(count: Int, rows: Int, perBlock: Int) {
            self.count = count
            self.rows = rows
            self.perBlock = perBlock
        }

        /// The next unit's rows, all of one block; nil when every unit is taken.
        func next(in mapped: MappedRows) -> Range<Int>? {
            while true {
                let unit = taken.wrappingAdd(1, ordering: .relaxed).oldValue
                guard unit < count else { return nil }
                let (block, inside) = unit.quotientAndRemainder(dividingBy: perBlock)
                let start = block * mapped.layout.rowsPerBlock
                let end = min(start + mapped.layout.rowsPerBlock, mapped.count)
                let first = start + inside * rows
                if first < end { return first..<min(first + rows, end) }
            }
        }
    }
}
