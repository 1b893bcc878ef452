/// The words of an OpenDocument file's content: text, presentation or table (OASIS OpenDocument 1.3).
///
/// Deletions that are tracked are left out; notes and remarks come behind the text, of slides behind the slide.
final class OpenDocumentHandler: XMLHandler {
    private(set) var pictures = ShownPictures()

    private let composer: DocumentComposer
    private var filter = ElementFilter(skipping: OpenDocumentHandler.skipped)
    private var paragraphs: [Paragraph] = []
    private var pages = 0
    private var listDepth = 0
    private var tableDepth = 0
    private var cells: [[UInt8]] = []
    private var cellDate: String?
    private var frames: [Frame] = []
    /// The styles that automatic ones were made from.
    private var parents: [String: String] = [:]
    private var isSheets = false
    /// Titles come first on a slide, whatever stands before them in the file.
    private var slide: [Paragraph]?
    private var notes: [[UInt8]] = []
    private var noteDepth = 0
    private var described: [UInt8]?
    /// The pictures of the paragraph before, which a caption may follow.
    private var lastPictures: [String] = []

    private struct Paragraph {
        var text: [UInt8] = []
        var isHeading = false
        var isItem = false
        var isNote = false
        var isCaption = false
        var row: [[UInt8]]?
        /// Those of the frames that are anchored in it and in no box of its own.
        var pictures: [String] = []
        /// Paragraphs of frames that are anchored in it, which come behind it.
        var boxes: [Paragraph] = []
    }

    private struct Frame {
        var isTitle = false
        var pictures: [String] = []
        var words: [String] = []
    }

    private static let skipped: Set<String> = [
        "text:tracked-changes", "text:note-citation", "text:ruby-text", "office:forms", "office:scripts",
        "text:sequence-decls", "office:font-face-decls", "office:meta", "office:settings", "dc:creator", "dc:date",
        "meta:creator-initials", "draw:object", "presentation:settings",
        "table:tracked-changes", "table:shapes-source", "table:content-validations",
    ]

    init(composer: DocumentComposer) {
        self.composer = composer
    }

    // MARK: Elements

    func start(_ name: String, _ attributes: XMLAttributes) throws {
        if filter.start(name) { return }
        switch name {
        case "text:h", "text:p": startParagraph(name, attributes)
        case "text:list": listDepth += 1
        case "text:note-body", "office:annotation", "presentation:notes": noteDepth += 1
        case "text:s": add(String(repeating: " ", count: min(attributes["text:c"].flatMap { Int($0) } ?? 1, 1000)))
        case "text:tab": add("\t")
        case "text:line-break": add("\n")
        case "style:style":
            parents[attributes["style:name"] ?? ""] = attributes["style:parent-style-name"]
            filter.skipInside()
        case "draw:page": startSlide()
        case "draw:frame": startFrame(attributes)
        case "draw:image": if let address = attributes["xlink:href"] { show(address) }
        case "svg:title", "svg:desc": described = []
        default: try startTable(name, attributes)
        }
    }

    private func startTable(_ name: String, _ attributes: XMLAttributes) throws {
        switch name {
        case "table:table":
            tableDepth += 1
            // In a table document it is a sheet.
            if tableDepth == 1, isSheets { startSheet(attributes["table:name"] ?? "") }
        case "table:table-row":
            if composer.isFull { throw SheetIsFull() }
            if tableDepth == 1 { cells = [] }
        case "table:table-cell":
            if tableDepth == 1 { cells.append([]) }
            cellDate = attributes["office:date-value"]
        case "office:spreadsheet": isSheets = true
        default: break
        }
    }

    func end(_ name: String) {
        if filter.end(name) { return }
        switch name {
        case "text:h", "text:p": if let paragraph = paragraphs.popLast() { close(paragraph) }
        case "text:list": listDepth = max(0, listDepth - 1)
        case "text:note-body", "office:annotation", "presentation:notes": noteDepth = max(0, noteDepth - 1)
        case "draw:page": endSlide()
        case "draw:frame": endFrame()
        case "svg:title", "svg:desc":
            if let words = described, !frames.isEmpty {
                frames[frames.count - 1].words.append(String(decoding: words, as: UTF8.self))
            }
            described = nil
        case "table:table-cell": closeCell()
        case "table:table-row": if tableDepth == 1 { closeRow() }
        case "table:table":
            tableDepth = max(0, tableDepth - 1)
            if tableDepth == 0, slide == nil { composer.endRows() }
        default: break
        }
    }

    func text(_ utf8: UnsafeBufferPointer<UInt8>) {
        if filter.isSkipping { return }
        if described != nil {
            described?.append(contentsOf: utf8)
        } else if !paragraphs.isEmpty {
            appendCollapsed(utf8)
        }
    }

    /// White space in the file is one space; more are elements of their own.
    private func appendCollapsed(_ utf8: UnsafeBufferPointer<UInt8>) {
        let last = paragraphs.count - 1
        for byte in utf8 {
            if byte > 0x20 {
                paragraphs[last].text.append(byte)
            } else if let before = paragraphs[last].text.last, before > 0x20 {
                paragraphs[last].text.append(0x20)
            }
        }
    }

    private func add(_ text: String) {
        if !paragraphs.isEmpty { paragraphs[paragraphs.count - 1].text.append(contentsOf: text.utf8) }
    }

    // MARK: Paragraphs

    private func startParagraph(_ name: String, _ attributes: XMLAttributes) {
        var paragraph = Paragraph()
        let named = attributes["text:style-name"] ?? ""
        let style = (parents[named] ?? named).lowercased()
        paragraph.isHeading =
            noteDepth == 0 && (name == "text:h" || frames.last?.isTitle == true || style == "title")
        paragraph.isItem = listDepth > 0
        paragraph.isNote = noteDepth > 0
        paragraph.isCaption = Self.captions.contains(style)
        paragraphs.append(paragraph)
    }

    private static let captions: Set<String> = ["caption", "illustration", "figure", "drawing"]

    private func close(_ paragraph: Paragraph) {
        if paragraph.isNote {
            notes.append(paragraph.text)
        } else if !paragraphs.isEmpty {
            paragraphs[paragraphs.count - 1].boxes += [paragraph] + paragraph.boxes
            return
        } else if tableDepth > 0, !cells.isEmpty {
            if !cells[cells.count - 1].isEmpty { cells[cells.count - 1].append(0x20) }
            cells[cells.count - 1].append(contentsOf: paragraph.text)
        } else {
            write(paragraph)
        }
        for box in paragraph.boxes { write(box) }
    }

    private func write(_ paragraph: Paragraph) {
        let isBlank = paragraph.text.allSatisfy { $0 <= 0x20 }
        if paragraph.isCaption && !isBlank {
            let words = String(decoding: paragraph.text, as: UTF8.self)
            // In a box of its own a picture stands in its caption's paragraph.
            for picture in paragraph.pictures.isEmpty ? lastPictures : paragraph.pictures {
                pictures.add(picture, page: page, words: [words])
            }
        }
        if !isBlank || !paragraph.pictures.isEmpty { lastPictures = paragraph.pictures }
        if slide != nil {
            slide?.append(paragraph)
        } else {
            compose(paragraph)
        }
    }

    private func compose(_ paragraph: Paragraph) {
        if let row = paragraph.row {
            composer.addRow(row)
        } else if paragraph.isHeading {
            composer.addHeading(paragraph.text)
        } else {
            composer.addParagraph(paragraph.text, isItem: paragraph.isItem)
        }
    }

    private func closeCell() {
        if tableDepth == 1, let date = cellDate, !cells.isEmpty { cells[cells.count - 1] = Array(date.utf8) }
        cellDate = nil
    }

    private func closeRow() {
        if slide != nil {
            slide?.append(Paragraph(row: cells))
        } else {
            composer.addRow(cells)
        }
        cells = []
    }

    /// What stands behind the text: notes and remarks.
    func finish() {
        for note in notes { composer.addParagraph(note) }
        notes = []
    }

    // MARK: Pages

    private var page: Int? { pages > 0 ? pages : nil }

    private func startSheet(_ name: String) {
        finish()
        pages += 1
        composer.begin(page: pages)
        composer.addHeading(Array(name.utf8))
    }

    private func startSlide() {
        pages += 1
        composer.begin(page: pages)
        slide = []
    }

    private func endSlide() {
        let paragraphs = slide ?? []
        slide = nil
        for paragraph in paragraphs where paragraph.isHeading { compose(paragraph) }
        for paragraph in paragraphs where !paragraph.isHeading { compose(paragraph) }
        finish()
    }

    // MARK: Frames

    private func startFrame(_ attributes: XMLAttributes) {
        let kind = attributes["presentation:class"] ?? ""
        if ["page-number", "date-time", "header", "footer"].contains(kind) { return filter.skipInside() }
        frames.append(Frame(isTitle: kind == "title"))
    }

    private func show(_ address: String) {
        guard !frames.isEmpty, let member = MemberAddress.resolve(address, from: "content.xml"),
            !member.hasPrefix("ObjectReplacements/")
        else { return }
        frames[frames.count - 1].pictures.append(member)
    }

    private func endFrame() {
        guard let frame = frames.popLast() else { return }
        for member in frame.pictures { pictures.add(member, page: page, words: frame.words) }
        if frame.pictures.isEmpty { return }
        if paragraphs.isEmpty {
            lastPictures = frame.pictures
        } else {
            paragraphs[paragraphs.count - 1].pictures += frame.pictures
        }
    }
}
