import NearestCore

extension FlatIndex {
    /// The `k` best segments; see `VectorStore`.
    ///
    /// `.exact` reads every vector that may be returned. Otherwise codes are read first where there are any, and of
    /// the vectors those that the codes leave.
    package func search(
        _ query: [Float], k: Int, mode: SearchMode, allowed: Set<SegmentID>?
    ) throws -> [ScoredSegment] {
        try search(query, k: k, mode: mode, allowed: allowed, threads: nil)
    }

    /// As the port's `search`, on at most `threads` threads.
    package func search(
        _ query: [Float], k: Int, mode: SearchMode = .automatic, allowed: Set<SegmentID>?, threads: Int?
    ) throws -> [ScoredSegment] {
        try check(query)
        try rows.checkSizes()
        let mask = k > 0 && rows.count > 0 ? mask(for: allowed) : nil
        let candidates = mask?.count ?? rows.count
        guard k > 0, candidates > 0 else { return [] }
        let limit = min(k, candidates)
        var found = TopScores(limit: limit)
        var ranges = [0..<rows.count]
        if mode != .exact, codes.pays(rows: candidates, of: rows.count, k: limit) {
            ranges = codes.uncovered(of: rows)
            found = codes.withBounds { bounds in
                CodedScan(
                    rows: rows, codes: codes.files, mask: mask, kernels: kernels, query: query, k: limit,
                    threads: threads, rotation: codes.rotation
                ).best(bounds: bounds)
            }
        }
        return FlatScan(
            rows: rows, ranges: ranges, mask: mask, kernels: kernels, query: query, k: limit, threads: threads
        ).best(and: found).sorted()
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
