/// The text of a slide, of its notes, or of a drawing on a sheet: shapes in their order, the title apart.
final class SlideHandler: XMLHandler {
    /// Paragraphs that follow each other in one shape, or the rows of a table.
    enum Block: Hashable {
        case paragraphs([[UInt8]])
        case rows([[[UInt8]]])
    }

    private(set) var title: [UInt8] = []
    private(set) var blocks: [Block] = []
    private(set) var pictures = ShownPictures()
    /// Members that hold charts and diagrams, in their order.
    private(set) var figures: [String] = []

    private let references: Relationships
    private let page: Int?
    private let isNotes: Bool
    private var filter = ElementFilter(skipping: ["mc:Ignorable", "a:extLst", "p:extLst", "xdr:clientData"])
    private var kind = Kind.body
    private var paragraphs: [[UInt8]] = []
    private var rows: [[[UInt8]]] = []
    private var isInTable = false
    private var isText = false
    private var words: [String?] = []

    private enum Kind {
        case title, body
        /// The slide's number, its date and what stands at the foot of every slide.
        case margin
    }

    /// - Parameter isNotes: of notes only what the speaker wrote is taken.
    init(references: Relationships, page: Int?, isNotes: Bool = false) {
        self.references = references
        self.page = page
        self.isNotes = isNotes
    }

    func start(_ name: String, _ attributes: XMLAttributes) {
        if filter.start(name) { return }
        switch name {
        case "p:sp", "xdr:sp":
            kind = isNotes ? .margin : .body
            paragraphs = []
        case "p:ph": kind = kind(ofPlaceholder: attributes["type"] ?? "obj")
        case "p:cNvPr", "xdr:cNvPr": words = [attributes["title"], attributes["descr"]]
        case "a:tbl":
            isInTable = true
            rows = []
        case "a:tr": rows.append([])
        case "a:tc": if !rows.isEmpty { rows[rows.count - 1].append([]) }
        case "a:p": startParagraph()
        case "a:t", "m:t": isText = true
        case "a:br": append([0x0A])
        case "a:tab": append([0x09])
        case "a:blip": if let member = references.target(attributes["r:embed"]) { show(member) }
        case "c:chart": if let member = references.target(attributes["r:id"]) { figures.append(member) }
        case "dgm:relIds": if let member = references.target(attributes["r:dm"]) { figures.append(member) }
        default: break
        }
    }

    func end(_ name: String) {
        if filter.end(name) { return }
        switch name {
        case "a:t", "m:t": isText = false
        case "p:sp", "xdr:sp": closeShape()
        case "a:tbl":
            isInTable = false
            blocks.append(.rows(rows))
        default: break
        }
    }

    func text(_ utf8: UnsafeBufferPointer<UInt8>) {
        if isText && !filter.isSkipping { append(utf8) }
    }

    private func kind(ofPlaceholder type: String) -> Kind {
        switch type {
        case "title", "ctrTitle": isNotes ? .margin : .title
        case "dt", "ftr", "hdr", "sldNum", "sldImg": .margin
        default: isNotes && type != "body" ? .margin : .body
        }
    }

    private func startParagraph() {
        guard isInTable else { return paragraphs.append([]) }
        // Paragraphs of a cell share its line.
        append([0x20])
    }

    private func append(_ text: some Sequence<UInt8>) {
        if !isInTable {
            if paragraphs.isEmpty { paragraphs.append([]) }
            paragraphs[paragraphs.count - 1].append(contentsOf: text)
        } else if let row = rows.indices.last, let cell = rows[row].indices.last {
            rows[row][cell].append(contentsOf: text)
        }
    }

    private func closeShape() {
        let text = paragraphs
        paragraphs = []
        switch kind {
        case .title where title.isEmpty: title = Array(text.joined(separator: [0x20]))
        case .title, .body: blocks.append(.paragraphs(text))
        case .margin: break
        }
        kind = .body
    }

    private func show(_ member: String) {
        pictures.add(member, page: page, words: words)
    }
}
