import NearestCore

/// A segment in one list.
struct ListedHit: Sendable {
    var segment: SegmentID
    /// The space's score, or BM25.
    var score: Float
    /// Whose background says what the score means; nil for the full text.
    var store: OpenStore?
    /// What the question is in that space.
    var asking = Modality.text
    /// Words of the question that stand in it, where the full text found it.
    var matched: [String] = []
}
