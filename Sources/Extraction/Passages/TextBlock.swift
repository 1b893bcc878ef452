import NearestCore

/// A stretch of a document's text that belongs together.
struct TextBlock: Hashable, Sendable, Codable {
    enum Kind: Hashable, Sendable, Codable {
        /// The name of what follows.
        case heading
        /// Sentences.
        case prose
        /// Lines that are whole in themselves: code, verse, a log, a table.
        case lines
    }

    var kind: Kind
    /// In UTF-8 bytes of the document's text.
    var range: Range<Int>
    /// Counted from 1; nil where the format has no pages.
    var page: Int?
    /// `ocr` for words that were read from the picture of a page.
    var evidence = Evidence.content
    /// The block begins something new, though it is no heading: a declaration in source code.
    var startsSection = false
}
