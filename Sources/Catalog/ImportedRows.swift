import NearestCore

/// Some rows of vectors that were made elsewhere, on their way into the catalog.
package struct ImportedRows: Sendable {
    /// What is shown of a row.
    package struct Description: Codable, Sendable {
        /// The file that it stands for; nil for the row of an array itself.
        package var path: String?
        package var title: String?
        package var text: String?

        package init(path: String? = nil, title: String? = nil, text: String? = nil) {
            self.path = path
            self.title = title
            self.text = text
        }
    }

    /// Numbers of the rows in the space, counted from 0.
    package var range: Range<Int>
    /// One a row; none where nothing is known of them.
    package var descriptions: [Description]
    /// The segment that the first row becomes; the others follow.
    package var firstSegment: SegmentID

    package init(range: Range<Int>, descriptions: [Description], firstSegment: SegmentID) {
        self.range = range
        self.descriptions = descriptions
        self.firstSegment = firstSegment
    }
}
