import NearestCore

/// A segment that full-text search found.
package struct WordHit: Hashable, Sendable {
    package var segment: SegmentID
    /// BM25 of the question's words in the segment; higher is better, and only hits of one question compare.
    package var score: Double
    /// Which of the question's terms stand there, in its order, as `WordSplitter.ranges` takes them.
    package var matched: [String]
    /// The share of the question's words that the segment holds, 0…1, each weighing as much as it is rare. A word that
    /// is nowhere weighs as much as any can.
    package var coverage: Double

    package init(segment: SegmentID, score: Double, matched: [String], coverage: Double) {
        self.segment = segment
        self.score = score
        self.matched = matched
        self.coverage = coverage
    }

    /// The coverage from which a segment answers a question by its words, and does not merely share some of them. At
    /// half, small words that a small corpus happens to have seldom bring passages that share nothing else.
    package static let enoughCoverage = 0.6
}
