import NearestCore

extension FlatIndex {
    /// The `k` best segments; see `VectorStore`. Every mode is exact here.
    package func search(
        _ query: [Float], k: Int, mode: SearchMode, allowed: Set<SegmentID>?
    ) throws -> [ScoredSegment] {
        try search(query, k: k, allowed: allowed, threads: nil)
    }

    /// As the port's `search`, on at most `threads` threads.
    package func search(
        _ query: [Float], k: Int, allowed: Set<SegmentID>?, threads: Int?
    ) throws -> [ScoredSegment] {
        try check(query)
        try rows.checkSizes()
        let mask = k > 0 && rows.count > 0 ? mask(for: allowed) : nil
        let candidates = mask?.count ?? rows.count
        guard k > 0, candidates > 0 else { return [] }
        return FlatScan(
            rows: rows, mask: mask, kernels: kernels, query: query, k: min(k, candidates), threads: threads
        ).best()
    }

    /// A query whose length a float holds cannot make a score that is not a number: by Cauchy and Schwarz no
    /// score is larger than the product of the two lengths, and the writer has checked the other one.
    private func check(_ query: [Float]) throws {
        guard query.count == dimensions else {
            throw NearestError(
                .invalidArgument, "query",
                "it has \(query.count) dimensions, and the index holds vectors of \(dimensions)")
        }
        guard query.withUnsafeBufferPointer({ kernels.squaredLength($0) }).isFinite else {
            throw NearestError(
                .invalidArgument, "query", "its vector holds a value that is not finite or too large")
        }
    }
}
