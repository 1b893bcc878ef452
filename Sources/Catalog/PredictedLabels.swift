import NearestCore

/// What a classifier predicted of one piece.
package struct PredictedLabels: Hashable, Sendable {
    package var piece: SegmentID
    /// The names of the likeliest classes; empty where none is likely.
    package var text: String

    package init(piece: SegmentID, text: String) {
        self.piece = piece
        self.text = text
    }
}
