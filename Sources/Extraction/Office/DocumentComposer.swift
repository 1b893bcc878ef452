import NearestCore

/// Puts the blocks of a document one behind the other, page by page.
///
/// Rows that follow each other are one block of lines; items of a list stand line by line; pages are parted by form
/// feeds, as many as there are pages between.
final class DocumentComposer {
    private(set) var firstHeading: String?
    /// Whether the text has reached the limit; what comes after is left out.
    private(set) var isFull = false

    private var document = StructuredText()
    private var page: Int?
    private var written: Int?
    private var rows: [UInt8] = []
    /// The rows under way go on with those of the last block.
    private var rowsGoOn = false
    private var lastWasItem = false
    private let limit: Int

    /// A block of rows is cut at this size, for the sake of those who read blocks as a whole.
    private static let longestBlock = 1 << 15

    init(limits: ExtractionLimits) {
        limit = Int(clamping: limits.maximumTextBytes)
    }

    /// - Parameter page: counted from 1; not less than the page before.
    func begin(page: Int) {
        flushRows()
        self.page = page
    }

    func addHeading(_ text: [UInt8]) {
        let words = Self.words(of: text)
        if words.isEmpty { return }
        flushRows()
        if firstHeading == nil { firstHeading = String(decoding: words, as: UTF8.self) }
        append(words[...], as: .heading)
        lastWasItem = false
    }

    /// - Parameter isItem: of a list.
    func addParagraph(_ text: [UInt8], isItem: Bool = false) {
        let text = Self.trimmed(text)
        if text.isEmpty { return }
        flushRows()
        append(text, as: .prose, separator: isItem && lastWasItem ? "\n" : "\n\n")
        lastWasItem = isItem
    }

    /// Text whose line breaks mean something.
    func addLines(_ text: [UInt8]) {
        let text = Self.trimmed(text)
        if text.isEmpty { return }
        flushRows()
        append(text, as: .lines)
        lastWasItem = false
    }

    /// A row of a table. Empty cells are left out.
    func addRow(_ cells: [[UInt8]]) {
        let row = Array(cells.map(Self.words).filter { !$0.isEmpty }.joined(separator: " | ".utf8))
        if row.isEmpty || isFull { return }
        if rows.count > Self.longestBlock { flushRows(isWithin: true) }
        if !rows.isEmpty { rows.append(0x0A) }
        rows.append(contentsOf: row)
    }

    /// What follows is not of the same list.
    func endList() { lastWasItem = false }

    /// What follows is not of the same table.
    func endRows() { flushRows() }

    /// What another parser made of a part of the document.
    func add(_ part: StructuredText) {
        flushRows()
        var end = 0
        for block in part.blocks {
            let gap = part.utf8[end..<block.range.lowerBound]
            let isClose = end > 0 && gap.count == 1
            append(part.utf8[block.range], as: block.kind, separator: isClose ? "\n" : "\n\n")
            end = block.range.upperBound
        }
        if firstHeading == nil, let heading = part.blocks.first(where: { $0.kind == .heading }) {
            firstHeading = String(decoding: part.utf8[heading.range], as: UTF8.self)
        }
        lastWasItem = false
    }

    func finished() -> StructuredText {
        flushRows()
        return document
    }

    private func flushRows(isWithin: Bool = false) {
        if rows.isEmpty { return }
        var block: [UInt8] = []
        swap(&block, &rows)
        append(block[...], as: .lines, separator: rowsGoOn ? "\n" : "\n\n")
        rowsGoOn = isWithin
        lastWasItem = false
    }

    private func append(_ text: ArraySlice<UInt8>, as kind: TextBlock.Kind, separator: String = "\n\n") {
        if isFull { return }
        let text = SoftHyphens.removed(from: text)
        if document.utf8.count + text.count > limit {
            isFull = true
            return
        }
        // A page without words leaves its form feed.
        let pages = page.map { $0 - (written ?? 1) } ?? 0
        written = page
        if pages > 0 && document.utf8.isEmpty {
            document = StructuredText(utf8: Array(repeating: 0x0C, count: pages))
            document.append(text, as: kind, separator: "", page: page)
        } else {
            let feeds = String(repeating: "\u{C}", count: max(0, pages))
            document.append(text, as: kind, separator: feeds.isEmpty ? separator : feeds, page: page)
        }
    }

    /// Without white space at both ends.
    private static func trimmed(_ text: [UInt8]) -> ArraySlice<UInt8> {
        guard let first = text.firstIndex(where: { $0 > 0x20 }), let last = text.lastIndex(where: { $0 > 0x20 })
        else { return [] }
        return text[first...last]
    }

    /// On one line, with single spaces.
    private static func words(of text: [UInt8]) -> [UInt8] {
        Array(text.split { $0 <= 0x20 }.joined(separator: [0x20]))
    }
}
