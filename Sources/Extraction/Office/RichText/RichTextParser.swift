import NearestCore

/// RTF: words, paragraphs, tables, notes, properties and pictures. Formatting, fields' instructions and whatever else
/// is no text are passed over.
struct RichTextParser {
    /// Groups inside one another; a file beyond this is an attack or an accident.
    private static let greatestDepth = 10_000

    private(set) var properties = DocumentProperties()
    /// The bytes of pictures in the file's order; those of formats that are not known are empty.
    private(set) var pictures: [[UInt8]] = []
    private(set) var problems: [String] = []

    private let bytes: [UInt8]
    private let composer: DocumentComposer
    private let cancellation: Cancellation
    private var group = RichTextGroup()
    private var outer: [RichTextGroup] = []
    private var decoder = RichTextDecoder()
    /// How many bytes are still to be passed over behind a `\uN`.
    private var left = 0

    private var paragraph: [UInt8] = []
    private var note: [UInt8] = []
    private var margin: [UInt8] = []
    private var property: [UInt8] = []
    private var styleName: [UInt8] = []
    private var style = 0
    private var level: Int?
    private var isInTable = false
    private var isItem = false
    private var cells: [[UInt8]] = []
    private var notes: [[UInt8]] = []
    private var margins: [[UInt8]] = []
    private var headings: Set<Int> = []
    /// What is known of the style that is being defined.
    private var definition: (style: Int?, level: Int?) = (nil, nil)
    private var picture = RichTextPicture()

    init(_ bytes: [UInt8], composer: DocumentComposer, cancellation: Cancellation) {
        self.bytes = bytes
        self.composer = composer
        self.cancellation = cancellation
    }

    /// - Throws: `CancellationError`.
    mutating func run() throws {
        var lexer = RichTextLexer(bytes)
        var count = 0
        while let token = lexer.next() {
            count += 1
            if count % 4096 == 0 { try cancellation.check() }
            guard step(token) else { break }
        }
        while !outer.isEmpty { closeGroup() }
        isInTable = false
        endParagraph()
        endRow()
        for note in notes { composer.addParagraph(note) }
        for margin in margins { composer.addParagraph(margin) }
    }

    // MARK: Tokens

    /// - Returns: false where reading ends.
    private mutating func step(_ token: RichTextLexer.Token) -> Bool {
        switch token {
        case .open:
            flushBytes()
            left = 0
            outer.append(group)
            if outer.count > Self.greatestDepth {
                problems.append("groups are nested too deep; the rest is left out")
                return false
            }
        case .close:
            flushBytes()
            left = 0
            closeGroup()
            // What stands behind the outermost group is no part of the document.
            return !outer.isEmpty
        case .word(let name, let number): word(name, number)
        case .symbol(let symbol): self.symbol(symbol)
        case .byte(let byte):
            if left > 0 { left -= 1 } else { decoder.add(byte) }
        case .text(let range): addText(bytes[range])
        case .binary(let range):
            if group.destination == .picture { picture.bytes = Array(bytes[range]) }
        }
        return true
    }

    private mutating func addText(_ text: ArraySlice<UInt8>) {
        let text = text.dropFirst(left)
        left = 0
        if group.destination == .picture {
            picture.digits.append(contentsOf: text.filter { $0 > 0x20 })
        } else {
            for byte in text { decoder.add(byte) }
        }
    }

    private mutating func symbol(_ symbol: UInt8) {
        if left > 0 {
            left -= 1
            return
        }
        switch symbol {
        case UInt8(ascii: "*"): group.isIgnorable = true
        case UInt8(ascii: "~"): add("\u{A0}")
        case UInt8(ascii: "_"): add("-")
        case UInt8(ascii: "\\"), UInt8(ascii: "{"), UInt8(ascii: "}"): decoder.add(symbol)
        case 0x0A, 0x0D: endParagraph()
        case 0x09: add("\t")
        default: break
        }
    }

    private mutating func word(_ name: String, _ number: Int?) {
        if name == "u" {
            flushBytes()
            decoder.add(unit: UInt16(truncatingIfNeeded: number ?? 0))
            left = group.fallback
            return
        }
        if left > 0 {
            left -= 1
            return
        }
        if let character = Self.characters[name] { return add(character) }
        flushBytes()
        if let destination = Self.destinations[name] {
            enter(destination, name)
        } else if group.isIgnorable {
            group.isIgnorable = false
            if !Self.known.contains(name) { group.destination = .skipped }
        } else {
            format(name, number)
        }
    }

    private mutating func enter(_ destination: RichTextGroup.Destination, _ name: String) {
        group.isIgnorable = false
        // Nothing inside of what is passed over comes back.
        if group.destination == .skipped { return }
        group.destination = destination
        switch destination {
        case .picture: picture = RichTextPicture()
        case .note: note = []
        default: break
        }
    }

    private mutating func format(_ name: String, _ number: Int?) {
        switch name {
        case "par", "sect", "page": endParagraph()
        case "line": add("\n")
        case "tab": add("\t")
        case "cell": endCell()
        case "nestcell", "nestrow": add(" ")
        case "row": endRow()
        case "pard":
            (style, level, isInTable, isItem) = (0, nil, false, false)
        case "intbl": isInTable = true
        case "s":
            style = number ?? 0
            if group.destination == .styles { definition.style = number ?? 0 }
        case "outlinelevel":
            level = number
            if group.destination == .styles { definition.level = number }
        case "ls": isItem = true
        case "f":
            group.font = number
            decoder.font = number
        case "fcharset": if group.destination == .fonts { decoder.setCharacterSet(number ?? 0) }
        case "ansicpg": decoder.setCodePage(number ?? 1252)
        case "mac": decoder.setCodePage(10000)
        case "pc": decoder.setCodePage(437)
        case "pca": decoder.setCodePage(850)
        case "uc": group.fallback = min(max(0, number ?? 1), 16)
        case "v": group.isHidden = number != 0
        case "deleted": group.isDeleted = number != 0
        case "plain":
            (group.isHidden, group.isDeleted, group.font) = (false, false, nil)
            decoder.font = nil
        case "pngblip", "jpegblip": picture.isKnown = true
        default: break
        }
    }

    private mutating func closeGroup() {
        let closed = group
        group = outer.popLast() ?? RichTextGroup()
        decoder.font = group.font
        if closed.destination == group.destination { return }
        switch closed.destination {
        case .note: endNote()
        case .margin: endMargin()
        case .picture: endPicture()
        case .property(let name): endProperty(name)
        default: break
        }
    }

    // MARK: Text

    private mutating func add(_ text: String) {
        flushBytes()
        write(Array(text.utf8))
    }

    /// What has come as bytes of a code page or as units of UTF-16 becomes text.
    private mutating func flushBytes() {
        let text = decoder.flush()
        if !text.isEmpty { write(text) }
    }

    private mutating func write(_ text: [UInt8]) {
        if group.isHidden || group.isDeleted { return }
        switch group.destination {
        case .body: paragraph.append(contentsOf: text)
        case .note: note.append(contentsOf: text)
        case .margin: margin.append(contentsOf: text)
        case .property: property.append(contentsOf: text)
        case .styles: addStyle(text)
        case .skipped, .fonts, .picture: break
        }
    }

    /// Entries of the style sheet end with a semicolon.
    private mutating func addStyle(_ text: [UInt8]) {
        for byte in text {
            if byte != UInt8(ascii: ";") {
                styleName.append(byte)
                continue
            }
            let name = PlainTextLine.trimmed(String(decoding: styleName, as: UTF8.self)).lowercased()
            let hasLevel = definition.level.map { $0 < 9 } ?? false
            let isHeading = name == "title" || name.hasPrefix("heading ") || hasLevel
            if let style = definition.style, isHeading { headings.insert(style) }
            styleName = []
            definition = (nil, nil)
        }
    }

    private mutating func endParagraph() {
        flushBytes()
        switch group.destination {
        case .note: note.append(0x20)
        case .margin: margin.append(0x20)
        case .body where isInTable: paragraph.append(0x20)
        case .body:
            var text: [UInt8] = []
            swap(&text, &paragraph)
            let isHeading = level.map { $0 < 9 } ?? headings.contains(style)
            if isHeading { composer.addHeading(text) } else { composer.addParagraph(text, isItem: isItem) }
        default: break
        }
    }

    private mutating func endCell() {
        flushBytes()
        var text: [UInt8] = []
        swap(&text, &paragraph)
        cells.append(text)
    }

    private mutating func endRow() {
        flushBytes()
        if cells.isEmpty { return }
        composer.addRow(cells)
        cells = []
    }

    // MARK: Destinations

    private mutating func endNote() {
        if !note.isEmpty { notes.append(note) }
        note = []
    }

    private mutating func endMargin() {
        let hasWords = String(decoding: margin, as: UTF8.self).unicodeScalars.contains(where: \.isLetter)
        if hasWords && !margins.contains(margin) { margins.append(margin) }
        margin = []
    }

    private mutating func endPicture() {
        pictures.append(picture.file)
        picture = RichTextPicture()
    }

    private mutating func endProperty(_ name: String) {
        let value = PlainTextLine.trimmed(String(decoding: property, as: UTF8.self))
        property = []
        switch name {
        case "title": properties.title = value
        case "subject": properties.subject = value
        case "author": if !value.isEmpty { properties.authors = [value] }
        case "keywords": if !value.isEmpty { properties.keywords = [value] }
        case "doccomm": properties.description = value
        default: break
        }
    }

    // MARK: Words

    private static let characters = [
        "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
        "bullet": "•", "emspace": "\u{2003}", "enspace": "\u{2002}", "qmspace": "\u{2005}", "zwj": "\u{200D}",
        "zwnj": "\u{200C}",
    ]

    private static let destinations: [String: RichTextGroup.Destination] = {
        var destinations: [String: RichTextGroup.Destination] = [
            "footnote": .note, "annotation": .note, "info": .property(""), "stylesheet": .styles, "fonttbl": .fonts,
            "pict": .picture,
        ]
        for name in ["header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf"] {
            destinations[name] = .margin
        }
        for name in ["title", "subject", "author", "keywords", "doccomm"] { destinations[name] = .property(name) }
        for name in [
            "colortbl", "fldinst", "nonshppict", "object", "listtext", "pntext", "filetbl", "revtbl", "listtable",
            "listoverridetable", "rsidtbl", "themedata", "colorschememapping", "latentstyles", "datastore",
            "generator",
            "operator", "creatim", "revtim", "printim", "buptim", "company", "manager", "category", "hlinkbase",
            "bkmkstart", "bkmkend", "xe", "tc", "rxe", "ftnsep", "ftnsepc", "aftnsep", "aftnsepc", "atnid",
            "atnauthor",
            "panose", "falt", "picprop", "sp", "template", "private", "xmlnstbl", "mmathPr", "pgptbl", "ud",
        ] { destinations[name] = .skipped }
        return destinations
    }()

    /// Destinations that may be ignored, and that hold text or pictures all the same.
    private static let known: Set<String> = ["shppict", "shpinst", "shptxt"]
}
