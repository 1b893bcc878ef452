internal import CBLAS
import NearestCore
import Synchronization

/// Many queries against every row of a snapshot, or every row of a mask.
///
/// A block of rows is multiplied with all queries. What the product rounds otherwise than the kernels decides nothing:
/// a row whose product comes near the worst of a query's best is scored by the kernel, so equal rows tie and the answer
/// is the one that the query gets alone.
struct BatchScan {
    /// Queries that are multiplied together: the products of a block of rows with so many fit a core's cache.
    static let queriesAtOnce = 256
    private static let rowsAtOnce = 1024

    let rows: MappedRows
    /// Only these rows; nil for all.
    let mask: RowMask?
    let kernels: VectorKernels
    /// As rows are compared with them; at most `queriesAtOnce`.
    let queries: [[Float]]
    /// At least 1, at most the number of rows that can be returned.
    let k: Int
    /// At most so many threads; nil for as many as there are processors.
    var threads: Int?

    /// - Throws: `CancellationError` between two blocks.
    func best(cancellation: Cancellation) throws -> [TopScores] {
        let units = units()
        let merged = Mutex(queries.map { _ in TopScores(limit: k) })
        rows.expectAll()
        Parallel.run(units.count, threads: threads ?? Processors.count) { next in
            let worker = Worker(self)
            while !cancellation.isCancelled, let unit = next() { worker.scan(units[unit]) }
            merged.withLock { merged in
                for query in queries.indices { merged[query].merge(worker.best[query]) }
            }
        }
        try cancellation.check()
        return merged.withLock { $0 }
    }

    /// The rows in pieces, each of one block.
    private func units() -> [Range<Int>] {
        let block = rows.layout.rowsPerBlock
        var units: [Range<Int>] = []
        var first = 0
        while first < rows.count {
            let end = min(first + Self.rowsAtOnce, (first / block + 1) * block, rows.count)
            if mask.map({ $0.count(in: first..<end) > 0 }) ?? true { units.append(first..<end) }
            first = end
        }
        return units
    }
}

extension BatchScan {
    /// One thread's part.
    private final class Worker {
        private let scan: BatchScan
        private let dimensions: Int
        /// Queries × dimensions.
        private let queries: [Float]
        private let queryLengths: [Float]
        /// The rows as 32-bit floats, where they are stored otherwise.
        private var decoded: [Float]
        /// Queries × rows.
        private var products: [Float]
        private var rowLengths: [Float]
        private var positions = [UInt32](repeating: 0, count: BatchScan.rowsAtOnce)
        private(set) var best: [TopScores]

        init(_ scan: BatchScan) {
            self.scan = scan
            dimensions = scan.rows.layout.dimensions
            queries = scan.queries.flatMap { $0 }
            let kernels = scan.kernels
            queryLengths = scan.queries.map { query in
                query.withUnsafeBufferPointer { kernels.squaredLength($0) }.squareRoot()
            }
            decoded =
                scan.rows.layout.element == .f32
                ? [] : [Float](repeating: 0, count: BatchScan.rowsAtOnce * dimensions)
            products = [Float](repeating: 0, count: scan.queries.count * BatchScan.rowsAtOnce)
            rowLengths = [Float](repeating: 0, count: BatchScan.rowsAtOnce)
            best = scan.queries.map { _ in TopScores(limit: scan.k) }
        }

        /// How far a product may lie from the kernel's, in parts of the two lengths.
        private var tolerance: Float { Float.ulpOfOne * (8 + Float(dimensions) / 4) }

        func scan(_ range: Range<Int>) {
            multiply(range)
            // Lengths decide how far a product may be trusted; for the cosine all are 1.
            let longest = (0..<range.count).reduce(Float(1)) { max($0, rowLengths[$1]) }
            for query in scan.queries.indices {
                let reach = scan.rows.layout.metric == .l2 ? queryLengths[query] + longest : 0
                let slack =
                    tolerance * (scan.rows.layout.metric == .l2 ? reach * reach : queryLengths[query] * longest)
                if scan.rows.layout.metric == .l2 { makeDistances(query, count: range.count) }
                sift(query, range, slack: slack)
            }
        }

        /// The products of all queries with the rows of `range`, and the rows' lengths where they matter.
        private func multiply(_ range: Range<Int>) {
            let layout = scan.rows.layout
            let width = layout.element == .f32 ? layout.stride / 4 : dimensions
            decoded.withUnsafeMutableBufferPointer { buffer in
                var start = scan.rows.start(range.lowerBound).assumingMemoryBound(to: Float.self)
                if layout.element != .f32, let values = buffer.baseAddress {
                    for row in range { scan.rows.copy(row, into: values + (row - range.lowerBound) * dimensions) }
                    start = UnsafePointer(values)
                }
                if layout.metric != .cosine { measure(start, width: width, count: range.count) }
                if cbl_is_available() != 0 {
                    cbl_products(
                        queries, scan.queries.count, dimensions, start, range.count, width, dimensions, &products,
                        BatchScan.rowsAtOnce)
                } else {
                    for query in scan.queries.indices {
                        products.withUnsafeMutableBufferPointer { products in
                            guard let place = products.baseAddress else { return }
                            scan.kernels.scores(
                                scan.queries[query], metric: .innerProduct, element: .f32, dimensions: dimensions,
                                rows: start, stride: width * 4, chosen: nil, count: range.count,
                                into: place + query * BatchScan.rowsAtOnce)
                        }
                    }
                }
            }
        }

        private func measure(_ start: UnsafePointer<Float>, width: Int, count: Int) {
            for row in 0..<count {
                let vector = UnsafeBufferPointer(start: start + row * width, count: dimensions)
                rowLengths[row] = scan.kernels.squaredLength(vector).squareRoot()
            }
        }

        /// −‖q − x‖² from ⟨q, x⟩ and both lengths, in place.
        private func makeDistances(_ query: Int, count: Int) {
            let start = query * BatchScan.rowsAtOnce
            let own = queryLengths[query] * queryLengths[query]
            for row in 0..<count {
                products[start + row] = 2 * products[start + row] - own - rowLengths[row] * rowLengths[row]
            }
        }

        /// Scores the rows that may be among a query's best.
        private func sift(_ query: Int, _ range: Range<Int>, slack: Float) {
            let first = range.lowerBound
            let hits = products.withUnsafeBufferPointer { products in
                guard let start = products.baseAddress else { return 0 }
                return scan.kernels.positions(
                    atLeast: best[query].threshold - slack, in: start + query * BatchScan.rowsAtOnce,
                    count: range.count, into: &positions)
            }
            let place = query * BatchScan.rowsAtOnce
            for hit in 0..<hits {
                let position = Int(positions[hit])
                // The threshold may have risen since the sieve.
                guard products[place + position] >= best[query].threshold - slack else { continue }
                if let mask = scan.mask, !mask.contains(first + position) { continue }
                var score: Float = 0
                scan.kernels.scores(
                    scan.queries[query], rows: scan.rows.start(first + position), layout: scan.rows.layout,
                    chosen: nil, count: 1, into: &score)
                best[query].offer(score, scan.rows.id(first + position))
            }
        }
    }
}
