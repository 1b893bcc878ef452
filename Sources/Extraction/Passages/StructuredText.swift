/// A document's extracted text with the structure that passages respect.
///
/// The text is UTF-8 with line feeds, so that a plain file need not be copied at all and a large one costs its own
/// size. `blocks` are in order, do not overlap, and cover everything that is not white space.
struct StructuredText: Hashable, Sendable {
    var title: String?
    private(set) var utf8: [UInt8]
    private(set) var blocks: [TextBlock] = []

    /// - Parameter utf8: valid UTF-8.
    init(utf8: [UInt8] = [], title: String? = nil) {
        self.utf8 = utf8
        self.title = title
    }

    var isBlank: Bool { blocks.isEmpty }

    /// Marks a stretch of the text that is already there.
    mutating func mark(_ block: TextBlock) {
        blocks.append(block)
    }

    /// Adds text to the end, apart from what is there by `separator`.
    mutating func append(
        _ text: some Collection<UInt8>, as kind: TextBlock.Kind, separator: String = "\n\n", page: Int? = nil
    ) {
        if text.isEmpty { return }
        if !utf8.isEmpty { utf8.append(contentsOf: separator.utf8) }
        let start = utf8.count
        utf8.append(contentsOf: text)
        blocks.append(TextBlock(kind: kind, range: start..<utf8.count, page: page))
    }

    mutating func append(_ text: String, as kind: TextBlock.Kind, separator: String = "\n\n") {
        append(Array(text.utf8), as: kind, separator: separator)
    }
}
