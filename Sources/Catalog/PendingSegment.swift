import NearestCore

/// A segment that waits for its vector.
package struct PendingSegment: Hashable, Sendable {
    package var id: SegmentID
    /// Empty for a piece.
    package var text: String
    /// Whether it has its vector, and waits for nothing but labels.
    package var hasVector = false

    /// What a vector is made from.
    package enum Kind: Hashable, Sendable {
        /// The words that stand for a segment, whatever it is.
        case words
        /// Pixels, samples or frames.
        case piece
        /// The same by a model that predicts labels as well: pieces without them wait, too.
        case labelledPiece
    }
}
