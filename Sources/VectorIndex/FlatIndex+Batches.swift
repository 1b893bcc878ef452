internal import CBLAS
import NearestCore

extension FlatIndex {
    /// Whether batches are computed as matrix products; without a BLAS on the machine they are as slow as their
    /// queries one by one.
    package static var hasMatrixProducts: Bool { cbl_is_available() != 0 }

    /// The `k` best segments for each of many queries, as `search` with `.exact` gives them.
    ///
    /// The rows are read once for up to `BatchScan.queriesAtOnce` queries, as products of two matrices.
    ///
    /// - Parameters:
    ///   - batch: queries × dimensions.
    ///   - threads: at most so many; nil for as many as there are processors.
    /// - Throws: `NearestError` when a query, named by its row, has another dimension or is not finite;
    ///   `.corruptIndex` when a file was cut; `CancellationError`.
    package func search(
        batch: VectorBatch, k: Int, allowed: Set<SegmentID>? = nil, threads: Int? = nil,
        cancellation: Cancellation = Cancellation()
    ) throws -> [[ScoredSegment]] {
        let queries = try (0..<batch.count).map { row in
            do {
                return try comparable(Array(batch[row]))
            } catch var error as NearestError {
                error.subject = "query \(row)"
                throw error
            }
        }
        try rows.checkSizes()
        let mask = k > 0 && rows.count > 0 ? mask(for: allowed) : nil
        let candidates = mask?.count ?? rows.count
        guard k > 0, candidates > 0 else { return queries.map { _ in [] } }
        var found: [[ScoredSegment]] = []
        for start in stride(from: 0, to: queries.count, by: BatchScan.queriesAtOnce) {
            let part = Array(queries[start..<min(start + BatchScan.queriesAtOnce, queries.count)])
            let scan = BatchScan(
                rows: rows, mask: mask, kernels: kernels, queries: part, k: min(k, candidates), threads: threads)
            found += try scan.best(cancellation: cancellation).map { $0.sorted() }
        }
        return found
    }
}
