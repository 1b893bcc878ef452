/// The text of one part of a Word document: the body, the notes, a header.
///
/// Insertions that are tracked are in the text, deletions are not; of a field the result counts and not its
/// instruction.
final class WordHandler: XMLHandler {
    /// Pictures by the member that holds them.
    private(set) var pictures = ShownPictures()
    /// Members that hold headers and footers of the sections, in their order.
    private(set) var margins: [String] = []

    private let composer: DocumentComposer
    private let styles: WordStyles
    private let references: Relationships
    private var filter = ElementFilter(skipping: WordHandler.skipped)
    /// The paragraph under way, inside of those whose text boxes hold it.
    private var paragraphs: [Paragraph] = []
    private var tableDepth = 0
    private var cells: [[UInt8]] = []
    private var isText = false
    private var altText: [String?] = []
    /// The pictures of the paragraph before, which a caption may follow.
    private var lastPictures: [String] = []

    private struct Paragraph {
        var text: [UInt8] = []
        var style: String?
        var level: Int?
        var isItem = false
        /// Members that hold the pictures in it.
        var pictures: [String] = []
        /// Paragraphs of text boxes that are anchored in it, which come behind it.
        var boxes: [Paragraph] = []
    }

    private static let skipped: Set<String> = [
        "w:del", "w:moveFrom", "w:pPrChange", "w:rPrChange", "w:sectPrChange", "w:tblPrChange", "w:tcPrChange",
        "w:trPrChange", "w:rt", "w:instrText", "w:delText", "w:delInstrText", "w:tabs",
    ]

    init(composer: DocumentComposer, styles: WordStyles, references: Relationships) {
        self.composer = composer
        self.styles = styles
        self.references = references
    }

    // MARK: Elements

    func start(_ name: String, _ attributes: XMLAttributes) {
        if filter.start(name) { return }
        switch name {
        case "w:footnote", "w:endnote":
            // The lines between text and notes.
            if attributes["w:type"]?.lowercased().contains("separator") == true { filter.skipInside() }
        case "w:p":
            paragraphs.append(Paragraph())
        case "w:pStyle": current { $0.style = attributes["w:val"] }
        case "w:outlineLvl": current { $0.level = attributes["w:val"].flatMap { Int($0) } }
        case "w:numPr": current { $0.isItem = true }
        case "w:t", "m:t": isText = true
        case "w:tbl": tableDepth += 1
        case "w:tr": if tableDepth == 1 { cells = [] }
        case "w:tc": if tableDepth == 1 { cells.append([]) }
        case "w:headerReference", "w:footerReference":
            if let target = references.target(attributes["r:id"]), !margins.contains(target) {
                margins.append(target)
            }
        default: startInline(name, attributes)
        }
    }

    /// What stands in a run of text.
    private func startInline(_ name: String, _ attributes: XMLAttributes) {
        switch name {
        case "w:tab", "w:ptab": add("\t")
        case "w:cr": add("\n")
        // Breaks of pages and columns end no line of text, but a word.
        case "w:br": add(["page", "column"].contains(attributes["w:type"]) ? " " : "\n")
        case "w:noBreakHyphen": add("-")
        case "w:sym": add(SymbolFont.text(of: attributes["w:char"] ?? "", font: attributes["w:font"] ?? ""))
        case "wp:docPr": altText = [attributes["title"], attributes["descr"]]
        case "a:blip": show(references.target(attributes["r:embed"]), altText)
        case "v:shape": altText = [attributes["alt"]]
        case "v:imagedata": show(references.target(attributes["r:id"]), altText + [attributes["o:title"]])
        default: break
        }
    }

    func end(_ name: String) {
        if filter.end(name) { return }
        switch name {
        case "w:t", "m:t": isText = false
        case "w:p": if let paragraph = paragraphs.popLast() { close(paragraph) }
        case "w:tr":
            if tableDepth == 1 {
                composer.addRow(cells)
                cells = []
            }
        case "w:tbl": tableDepth = max(0, tableDepth - 1)
        case "w:drawing", "w:pict": altText = []
        default: break
        }
    }

    func text(_ utf8: UnsafeBufferPointer<UInt8>) {
        if !isText || filter.isSkipping || paragraphs.isEmpty { return }
        paragraphs[paragraphs.count - 1].text.append(contentsOf: utf8)
    }

    // MARK: Paragraphs

    private func current(_ change: (inout Paragraph) -> Void) {
        if !paragraphs.isEmpty { change(&paragraphs[paragraphs.count - 1]) }
    }

    private func add(_ text: String) {
        current { $0.text.append(contentsOf: text.utf8) }
    }

    private func show(_ member: String?, _ words: [String?]) {
        guard let member else { return }
        pictures.add(member, page: nil, words: words)
        current { $0.pictures.append(member) }
    }

    private func close(_ paragraph: Paragraph) {
        if !paragraphs.isEmpty {
            paragraphs[paragraphs.count - 1].boxes += [paragraph] + paragraph.boxes
            return
        }
        write(paragraph)
        for box in paragraph.boxes { write(box) }
    }

    private func write(_ paragraph: Paragraph) {
        let role = paragraph.level.map { $0 < 9 ? .heading : .plain } ?? styles.role(of: paragraph.style)
        let isBlank = paragraph.text.allSatisfy { $0 <= 0x20 }
        if role == .caption && !isBlank {
            let words = String(decoding: paragraph.text, as: UTF8.self)
            // In a box of its own a picture may stand in its caption's paragraph.
            for picture in paragraph.pictures.isEmpty ? lastPictures : paragraph.pictures {
                pictures.add(picture, page: nil, words: [words])
            }
        }
        if !isBlank || !paragraph.pictures.isEmpty { lastPictures = paragraph.pictures }
        if tableDepth > 0, !cells.isEmpty {
            if !cells[cells.count - 1].isEmpty { cells[cells.count - 1].append(0x20) }
            cells[cells.count - 1].append(contentsOf: paragraph.text)
        } else if role == .heading {
            composer.addHeading(paragraph.text)
        } else {
            composer.addParagraph(paragraph.text, isItem: paragraph.isItem || role == .item)
        }
    }
}
