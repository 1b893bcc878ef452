import NearestCore

/// An item as reading finds it, before its texts are cut into passages: what a worker process sends.
package struct ExtractedItem: Hashable, Sendable {
    package var record: Int?
    package var part: String?
    package var page: Int?
    package var title: String?
    package var metadata: [MetadataField] = []
    /// The words of a document, with their structure.
    var document = StructuredText()
    /// What has no words of its own and is retrieved all the same: a picture, a window of sound, a shot.
    package var pieces: [NativePiece] = []
    /// Words that stand for pieces, or that are spoken in them.
    package var texts: [EvidenceText] = []
    /// A small JPEG.
    package var thumbnail: [UInt8]?
    /// Pictures of the corpus that the document shows.
    package var mentions: [PictureMention] = []

    package init(record: Int? = nil, part: String? = nil, page: Int? = nil, title: String? = nil) {
        self.record = record
        self.part = part
        self.page = page
        self.title = title
    }

    init(record: Int? = nil, document: StructuredText) {
        self.init(record: record, title: document.title)
        self.document = document
    }

    /// Whether nothing of it can be found.
    package var isEmpty: Bool {
        document.isBlank && pieces.isEmpty && texts.allSatisfy { $0.text.allSatisfy(\.isWhitespace) }
    }
}
