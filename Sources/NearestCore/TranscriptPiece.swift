/// A stretch of speech: in most cases a sentence or a part of one.
package struct TranscriptPiece: Hashable, Sendable {
    /// In seconds from the clip's beginning.
    package var start: Double
    package var end: Double
    package var text: String

    package init(start: Double, end: Double, text: String) {
        self.start = start
        self.end = end
        self.text = text
    }
}
