/// How a search may trade exactness for time.
package enum SearchMode: Hashable, Sendable {
    /// The index's own choice.
    case automatic
    /// Every vector is looked at: the answer is brute force's.
    case exact
    /// Every vector is looked at through its code, and those that the codes leave are compared in full: what comes
    /// out differs from `exact` in one neighbour of some ten thousand.
    case flat
    /// The index's own choice for a share of the nearest neighbours, from 0 to 1, instead of the share that it takes by
    /// itself. Every vector is looked at for 1, and where no inverted file was measured.
    case recall(Double)
    /// An inverted-file search of `nprobe` lists; exact where no inverted file exists.
    case probing(lists: Int)
}

/// A segment and the score that a vector search gave it.
package struct ScoredSegment: Hashable, Sendable {
    package var segment: SegmentID
    /// The cosine for a normalised space.
    package var score: Float

    package init(segment: SegmentID, score: Float) {
        self.segment = segment
        self.score = score
    }
}

/// The vectors of one space and modality, as a snapshot that can be searched from any thread.
package protocol VectorStore: Sendable {
    var dimensions: Int { get }

    /// Vectors that a search can return.
    var count: Int { get }

    /// The `k` best segments, best first; equal scores by ascending segment id. Fewer where the store holds
    /// fewer; none for `k` of 0.
    ///
    /// - Parameter allowed: only these segments, when given.
    /// - Throws: `NearestError` when the query has another dimension or is not finite, or when the store fails.
    func search(
        _ query: [Float], k: Int, mode: SearchMode, allowed: Set<SegmentID>?
    ) throws -> [ScoredSegment]

    /// The vectors of a seeded random sample, without replacement, of at most `limit` rows.
    func sample(_ limit: Int, seed: UInt64) throws -> VectorBatch
}
