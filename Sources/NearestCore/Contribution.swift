/// What one list had to say for a neighbour: why a hit stands where it does.
package struct Contribution: Hashable, Sendable {
    /// Which list.
    package var source: ListSource
    /// Where the hit stands in that list, counted from 1.
    package var rank: Int
    /// The cosine, or what the space's metric gives; BM25 for the full text. Scores of two lists are not compared.
    package var score: Float
    /// The share, 0 to 100, of random pairs of this space and modality pair that score lower; nil for the full text,
    /// and where the corpus is too small to say.
    package var percentile: Double?
    /// What stands for the hit in that list: a picture may be found by its caption in one, and by its pixels in another.
    package var evidence: Evidence
    package var segment: SegmentID
    /// What the rank adds to the fused score.
    package var share: Double

    package init(
        source: ListSource, rank: Int, score: Float, percentile: Double?, evidence: Evidence, segment: SegmentID,
        share: Double
    ) {
        self.source = source
        self.rank = rank
        self.score = score
        self.percentile = percentile
        self.evidence = evidence
        self.segment = segment
        self.share = share
    }
}
