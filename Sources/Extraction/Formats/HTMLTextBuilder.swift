import CLibXML
import NearestCore

/// Gathers the readable text of a page from the parser's events.
final class HTMLTextBuilder {
    /// The parser that sends the events, to be stopped when there is no point in going on.
    var context: htmlParserCtxtPtr?
    private(set) var isTooDeep = false
    private(set) var pictures: [PictureReference] = []

    private let dropsBoilerplate: Bool
    private let cancellation: Cancellation
    private var document = StructuredText()
    /// The text of the block under way, white space already collapsed.
    private var block: [UInt8] = []
    private var needsSpace = false
    private var open: [String] = []
    /// How many elements are open from the outermost one that is dropped; 0 outside.
    private var dropped = 0
    private var heading = 0
    private var preformatted = 0
    private var article = 0
    private var rowHasCell = false
    private var lastWasRow = false
    private var title: [UInt8]?
    private var isInTitle = false
    private var firstHeading: String?
    /// How many pictures there were before the figure under way.
    private var figure: Int?
    /// Where the text of the caption under way begins.
    private var caption: Int?
    private var figureWords: String?

    init(dropsBoilerplate: Bool, cancellation: Cancellation) {
        self.dropsBoilerplate = dropsBoilerplate
        self.cancellation = cancellation
    }

    /// The builder behind the pointer that the parser hands to its callbacks.
    static func from(_ data: UnsafeMutableRawPointer?) -> HTMLTextBuilder? {
        data.map { Unmanaged<HTMLTextBuilder>.fromOpaque($0).takeUnretainedValue() }
    }

    /// The text with its title: the page's own, else its first heading.
    func finished() -> StructuredText {
        flush()
        let words = (title ?? []).split { $0 <= 0x20 }.joined(separator: [0x20])
        let ownTitle = String(decoding: Array(words), as: UTF8.self)
        document.title = ownTitle.isEmpty ? firstHeading : ownTitle
        return document
    }

    // MARK: Events

    func start(_ name: String, _ attributes: HTMLAttributes) {
        open.append(name)
        if open.count > HTMLParser.greatestDepth || cancellation.isCancelled {
            isTooDeep = open.count > HTMLParser.greatestDepth
            if let context { xmlStopParser(context) }
            return
        }
        // Drawings hold pictures, too: the covers of many books.
        if name == "image", let address = attributes["xlink:href"] ?? attributes["href"] {
            pictures.append(PictureReference(address: address))
        }
        if dropped > 0 || isDropped(name, attributes) {
            if dropped == 0 && !Self.inline.contains(name) { flush() }
            dropped += 1
            return
        }
        switch name {
        case "title": isInTitle = title == nil
        case "br": lineBreak()
        case "img":
            show(attributes)
            if let text = attributes["alt"], PictureWords.areMeaningful(PlainTextLine.trimmed(text)) {
                addWord(text)
            }
        case "td", "th": beginCell()
        case "pre", "textarea":
            flush()
            preformatted += 1
        case _ where Self.headings.contains(name):
            flush()
            heading += 1
        case _ where Self.inline.contains(name): break
        default:
            flush()
            if name == "article" || name == "main" { article += 1 }
            if name == "figure" { figure = pictures.count }
            if name == "figcaption" { caption = document.utf8.count }
            if name == "tr" { rowHasCell = false }
            if Self.containers.contains(name) { lastWasRow = false }
        }
    }

    func end(_ name: String) {
        // The parser balances the elements itself, except those that it closes after it was stopped.
        defer { if open.last == name { open.removeLast() } }
        if dropped > 0 {
            dropped -= 1
            return
        }
        switch name {
        case "title": isInTitle = false
        case "br", "img", "td", "th": break
        case "pre", "textarea":
            flush()
            preformatted = max(0, preformatted - 1)
        case _ where Self.headings.contains(name):
            flush()
            heading = max(0, heading - 1)
        case _ where Self.inline.contains(name): break
        default:
            flush()
            if name == "article" || name == "main" { article = max(0, article - 1) }
            if name == "figcaption" { endCaption() }
            if name == "figure" { endFigure() }
            if Self.containers.contains(name) { lastWasRow = false }
        }
    }

    func add(_ text: UnsafeBufferPointer<UInt8>) {
        if dropped > 0 { return }
        if isInTitle {
            title = (title ?? []) + text
        } else if preformatted > 0 {
            block.append(contentsOf: text)
        } else {
            collapse(text)
        }
    }

    // MARK: Pictures

    private func show(_ attributes: HTMLAttributes) {
        let words = [attributes["alt"], attributes["title"]].compactMap(\.self)
        guard let address = attributes["src"] ?? attributes["data-src"] else { return }
        pictures.append(PictureReference(address: address, words: words))
    }

    private func endCaption() {
        if let start = caption, start < document.utf8.count {
            figureWords = String(decoding: document.utf8[start...], as: UTF8.self)
        }
        caption = nil
    }

    /// The caption may stand before the pictures or behind them.
    private func endFigure() {
        if let figure, let words = figureWords {
            for index in pictures.indices.dropFirst(figure) { pictures[index].words.append(words) }
        }
        figure = nil
        figureWords = nil
    }

    // MARK: Text

    /// Adds text with every run of white space as one space.
    private func collapse(_ text: UnsafeBufferPointer<UInt8>) {
        // In local variables: every access to a property of a class is checked at run time.
        var result: [UInt8] = []
        swap(&result, &block)
        var space = needsSpace
        for byte in text {
            if byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) {
                space = true
                continue
            }
            if space, let last = result.last, last != 0x0A { result.append(0x20) }
            space = false
            result.append(byte)
        }
        needsSpace = space
        swap(&result, &block)
    }

    private func addWord(_ text: String) {
        needsSpace = true
        Array(text.utf8).withUnsafeBufferPointer(collapse)
        needsSpace = true
    }

    private func lineBreak() {
        if preformatted > 0 || !block.isEmpty { block.append(0x0A) }
        needsSpace = false
    }

    /// The cells of a row share a line.
    private func beginCell() {
        if rowHasCell { block.append(contentsOf: " | ".utf8) }
        rowHasCell = true
        needsSpace = false
    }

    private func flush() {
        defer {
            block.removeAll(keepingCapacity: true)
            needsSpace = false
        }
        if block.allSatisfy({ $0 <= 0x20 || $0 == UInt8(ascii: "|") }) { return }
        let text = SoftHyphens.removed(from: trimmed())
        let isRow = open.contains { $0 == "tr" || $0 == "li" } && heading == 0 && preformatted == 0
        let kind: TextBlock.Kind = heading > 0 ? .heading : preformatted > 0 ? .lines : .prose
        if kind == .heading && firstHeading == nil { firstHeading = String(decoding: text, as: UTF8.self) }
        document.append(text, as: kind, separator: isRow && lastWasRow ? "\n" : "\n\n")
        lastWasRow = isRow
    }

    /// The block without blank lines around it, and without blanks where they do not indent code.
    private func trimmed() -> ArraySlice<UInt8> {
        var text = block[...]
        while let last = text.last, last <= 0x20 { text = text.dropLast() }
        let start = text.firstIndex { $0 > 0x20 } ?? text.endIndex
        if preformatted == 0 { return text[start...] }
        let line = text[..<start].lastIndex(of: 0x0A).map { $0 + 1 } ?? text.startIndex
        return text[line...]
    }

    // MARK: Elements

    private static let headings: Set<String> = ["h1", "h2", "h3", "h4", "h5", "h6"]
    /// What holds rows. Rows of the same one follow each other line by line.
    private static let containers: Set<String> = ["ul", "ol", "dl", "table"]
    private static let inline: Set<String> = [
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
        "ins",
        "kbd", "label", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub",
        "sup",
        "time", "tt", "u", "var", "wbr", "title", "br", "img", "td", "th",
    ]
    private static let neverText: Set<String> = [
        "script", "style", "template", "noscript", "svg", "math", "iframe", "object", "embed", "canvas", "audio",
        "video",
        "map", "datalist",
    ]
    private static let boilerplate: Set<String> = [
        "nav", "header", "footer", "aside", "form", "button", "select", "dialog", "menu",
    ]

    private func isDropped(_ name: String, _ attributes: HTMLAttributes) -> Bool {
        if Self.neverText.contains(name) || attributes["hidden"] != nil { return true }
        if let style = attributes["style"]?.lowercased(), style.contains("display") {
            if style.filter({ $0 != " " }).contains("display:none") { return true }
        }
        // The header of an article holds its title and date; the header of a page the site's.
        if name == "header" && article > 0 { return false }
        return dropsBoilerplate && Self.boilerplate.contains(name)
    }
}
