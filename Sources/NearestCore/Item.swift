/// One file, one record of a file that holds many, or one picture or attachment inside a file, cut into segments.
package struct Item: Hashable, Sendable {
    /// Which record of its file, counted from 1 as the rows of a table and the lines of a file are; nil when
    /// the file is one item.
    package var record: Int?
    /// What the item is called inside its file, for a picture of a document or an attachment of a letter; nil for
    /// the file itself. With it the item can be taken out again.
    package var part: String?
    /// The page or slide that a part stands on, counted from 1.
    package var page: Int?
    /// A heading, a record's title field or the document's own title, where there is one.
    package var title: String?
    /// What the file says of the item besides its words: size, duration, camera, author.
    package var metadata: [MetadataField]
    /// In reading order.
    package var segments: [Segment]
    /// A small JPEG that stands for the item on the screen; nil for text.
    package var thumbnail: [UInt8]?

    package init(
        record: Int? = nil, part: String? = nil, page: Int? = nil, title: String? = nil,
        metadata: [MetadataField] = [], segments: [Segment], thumbnail: [UInt8]? = nil
    ) {
        self.record = record
        self.part = part
        self.page = page
        self.title = title
        self.metadata = metadata
        self.segments = segments
        self.thumbnail = thumbnail
    }
}
