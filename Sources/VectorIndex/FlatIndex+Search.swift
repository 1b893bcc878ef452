internal import CVectorKernels
import NearestCore

extension FlatIndex {
    /// The `k` best segments; see `VectorStore`.
    ///
    /// `.exact` reads every vector that may be returned. Otherwise codes are read first where there are any, and of
    /// the vectors those that the codes leave: of the lists nearest to the query, where lists were made, pay, and find
    /// `InvertedTuning.wantedRecall` of the neighbours, or the share that `.recall` names; else of all rows.
    package func search(
        _ query: [Float], k: Int, mode: SearchMode, allowed: Set<SegmentID>?
    ) throws -> [ScoredSegment] {
        try search(query, k: k, mode: mode, allowed: allowed, threads: nil)
    }

    /// As the port's `search`, on at most `threads` threads.
    package func search(
        _ query: [Float], k: Int, mode: SearchMode = .automatic, allowed: Set<SegmentID>?, threads: Int?
    ) throws -> [ScoredSegment] {
        let query = try comparable(query)
        try rows.checkSizes()
        let mask = k > 0 && rows.count > 0 ? mask(for: allowed) : nil
        let candidates = mask?.count ?? rows.count
        guard k > 0, candidates > 0 else { return [] }
        let search = RowSearch(
            rows: rows, codes: codes, mask: mask, kernels: kernels, query: query, k: min(k, candidates),
            threads: threads)
        return search.best(mode).sorted()
    }

    /// How many lists a search by `.probing` must look into for a share of the `k` nearest neighbours.
    ///
    /// - Parameter recall: from 0 to 1.
    /// - Returns: nil where there are no lists, or where nobody measured so many neighbours.
    package func lists(forRecall recall: Double, k: Int = 10) -> Int? {
        codes.inverted?.header.tuning.lists(forRecall: recall, k: k)
    }

    /// The query as rows are compared with it: of length 1 for the cosine.
    ///
    /// A query whose length a float holds cannot make a score that is not a number: by Cauchy and Schwarz no
    /// score is larger than the product of the two lengths, and the writer has checked the other one.
    ///
    /// - Throws: `.invalidArgument` when it has another dimension, is not finite or has no direction.
    func comparable(_ query: [Float]) throws -> [Float] {
        guard query.count == dimensions else {
            throw NearestError(
                .invalidArgument, "query",
                "it has \(query.count) dimensions, and the index holds vectors of \(dimensions)")
        }
        guard query.withUnsafeBufferPointer({ kernels.squaredLength($0) }).isFinite else {
            throw NearestError(
                .invalidArgument, "query", "its vector holds a value that is not finite or too large")
        }
        guard rows.layout.metric == .cosine else { return query }
        var unit = query
        guard cvk_normalise(query, query.count, &unit) > 0 else {
            throw NearestError(
                .invalidArgument, "query", "its vector has length zero, so it has no cosine with any other")
        }
        return unit
    }
}
