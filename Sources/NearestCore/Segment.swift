/// What is retrieved: a passage of text, an image, a window of audio or a shot of video, as extraction cuts it
/// out of an item.
package struct Segment: Hashable, Sendable {
    package var modality: Modality
    package var evidence: Evidence
    package var place: Place
    /// The text that stands for the segment; empty for `native` evidence.
    package var text: String

    package init(modality: Modality, evidence: Evidence, place: Place, text: String) {
        self.modality = modality
        self.evidence = evidence
        self.place = place
        self.text = text
    }
}

/// A segment that the catalog has given an identity. Ids are never used twice in the life of an index.
package typealias SegmentID = Int64
