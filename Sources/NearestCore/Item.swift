/// One file, or one record of a file that holds many, cut into segments.
package struct Item: Hashable, Sendable {
    /// Which record of its file, counted from 1 as the rows of a table and the lines of a file are; nil when
    /// the file is one item.
    package var record: Int?
    /// A heading, a record's title field or the document's own title, where there is one.
    package var title: String?
    /// In reading order.
    package var segments: [Segment]

    package init(record: Int? = nil, title: String? = nil, segments: [Segment]) {
        self.record = record
        self.title = title
        self.segments = segments
    }
}
