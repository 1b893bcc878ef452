import NearestCore

/// A segment with its place in the corpus.
package struct SegmentRecord: Hashable, Sendable {
    package var id: SegmentID
    package var contentID: Int64
    package var ordinal: Int
    package var segment: Segment
    package var title: String?
    /// The model that predicted it; nil for what no classifier said.
    package var labelledBy: String?
    /// Every item with this content, the first by path and record leading; never empty.
    package var occurrences: [Occurrence]

    /// An item that holds the segment.
    package struct Occurrence: Hashable, Sendable {
        package var path: CorpusPath
        package var record: Int?
        /// The picture or attachment inside the file.
        package var part: String?
        /// The page that the part stands on.
        package var page: Int?
        /// When the file was changed, in nanoseconds since 1970.
        package var modifiedNanoseconds: Int64 = 0
    }
}
