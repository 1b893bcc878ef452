import Foundation
import GRDB
import NearestCore

/// An item as the index holds it, with its place in its file.
package struct ItemRecord: Hashable, Sendable {
    package var record: Int?
    package var part: String?
    package var page: Int?
    package var title: String?
    package var metadata: [MetadataField]
    /// In reading order.
    package var segments: [SegmentRecord]
    /// Bytes of its small picture; nil without one.
    package var thumbnailBytes: Int?
    /// The document whose words about this picture the item holds; nil for what the file itself says.
    package var shownIn: CorpusPath?

    init(_ row: Row, segments: [SegmentRecord]) {
        record = row["record"]
        part = row["part"]
        page = row["page"]
        title = row["title"]
        metadata = MetadataColumn.fields(row["metadata"])
        self.segments = segments
        thumbnailBytes = row["thumbnail"]
        shownIn = (row["shown_in"] as Data?).map { CorpusPath($0) }
    }
}
