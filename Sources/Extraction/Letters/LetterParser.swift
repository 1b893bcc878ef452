import NearestCore

/// A letter's text and attachments (RFC 5322, RFC 2045, RFC 2046). Of a text in several forms the plain one counts; a
/// letter inside the letter is part of its text.
struct LetterParser {
    /// Parts inside one another; a letter beyond this is an attack or an accident.
    private static let greatestDepth = 40
    private static let mostParts = 2000

    private(set) var attachments: [LetterAttachment] = []
    /// What HTML texts say of the pictures that they show, by their content's identifiers.
    private(set) var words: [String: [String]] = [:]
    private(set) var problems = ProblemList()
    private(set) var header: LetterHeader

    private let composer: DocumentComposer
    private let cancellation: Cancellation
    private let body: ArraySlice<UInt8>
    private var names: Set<String> = []
    private var parts = 0

    init(_ bytes: [UInt8], composer: DocumentComposer, cancellation: Cancellation) {
        var body = bytes[...]
        header = LetterHeader(bytes[...], body: &body)
        self.body = body
        self.composer = composer
        self.cancellation = cancellation
    }

    /// - Throws: `CancellationError`.
    mutating func run() throws {
        addHead(header)
        try addPart(header, body, depth: 0, isText: true)
    }

    /// The subject as a heading, then who wrote to whom, and when.
    private func addHead(_ header: LetterHeader) {
        composer.addHeading(Array(header.text("subject").utf8))
        let lines = ["From", "To", "Cc", "Date"]
            .map { ($0, header.text($0.lowercased())) }
            .filter { !$0.1.isEmpty }
            .map { "\($0.0): \($0.1)" }
        composer.addLines(Array(lines.joined(separator: "\n").utf8))
    }

    /// - Parameter isText: whether texts are to be read; else only what is attached to them.
    private mutating func addPart(
        _ header: LetterHeader, _ body: ArraySlice<UInt8>, depth: Int, isText: Bool
    ) throws {
        try cancellation.check()
        parts += 1
        if depth > Self.greatestDepth {
            return problems.add("parts are nested too deep; the inner ones are left out")
        }
        if parts > Self.mostParts {
            return problems.add("it has more than \(Self.mostParts) parts; one is left out")
        }
        let type = header.structured("content-type") ?? StructuredField("text/plain")
        let encoding = header.structured("content-transfer-encoding")?.value ?? ""
        let disposition = header.structured("content-disposition")
        let name = disposition?.parameter("filename") ?? type.parameter("name")
        if type.value.hasPrefix("multipart/"), let boundary = type.parameter("boundary") {
            try addMultipart(
                LetterBoundary.parts(of: body, boundary), isAlternative: type.value == "multipart/alternative",
                depth: depth, isText: isText)
        } else if type.value == "message/rfc822" {
            try addLetter(TransferEncoding.decode(body, encoding), depth: depth, isText: isText)
        } else if Self.isReadable(type.value), name == nil, disposition?.value != "attachment" {
            try addText(TransferEncoding.decode(body, encoding), type, isText: isText)
        } else if !body.allSatisfy({ $0 <= 0x20 }) {
            attach(name, header, body, encoding)
        }
    }

    private static func isReadable(_ type: String) -> Bool {
        type.hasPrefix("text/") && type != "text/calendar" || type.isEmpty || type == "multipart/mixed"
    }

    private mutating func addMultipart(
        _ bodies: [ArraySlice<UInt8>], isAlternative: Bool, depth: Int, isText: Bool
    ) throws {
        var children: [(header: LetterHeader, body: ArraySlice<UInt8>)] = []
        for bytes in bodies {
            var body = bytes
            let header = LetterHeader(bytes, body: &body)
            children.append((header, body))
        }
        let chosen = isAlternative ? Self.preferred(children) : nil
        for (index, child) in children.enumerated() {
            let isRead = isText && (chosen == nil || chosen == index)
            try addPart(child.header, child.body, depth: depth + 1, isText: isRead)
        }
    }

    /// The form of a text that is read: a plain one that is not blank, else the last that can be, which is the richest.
    private static func preferred(_ children: [(header: LetterHeader, body: ArraySlice<UInt8>)]) -> Int? {
        func type(_ index: Int) -> String {
            children[index].header.structured("content-type")?.value ?? "text/plain"
        }
        let plain = children.indices.first {
            type($0) == "text/plain" && !children[$0].body.allSatisfy { $0 <= 0x20 }
        }
        if let plain { return plain }
        return children.indices.last { type($0) == "text/html" || type($0).hasPrefix("multipart/") }
            ?? children.indices.last
    }

    private mutating func addLetter(_ bytes: [UInt8], depth: Int, isText: Bool) throws {
        var body = bytes[...]
        let header = LetterHeader(bytes[...], body: &body)
        if isText { addHead(header) }
        try addPart(header, body, depth: depth + 1, isText: isText)
    }

    private mutating func addText(_ bytes: [UInt8], _ type: StructuredField, isText: Bool) throws {
        if type.value != "text/html" {
            if isText {
                composer.add(PlainTextParser.parse(LetterCharset.decode(bytes, charset: type.parameter("charset"))))
            }
            return
        }
        let charset = type.parameter("charset")
        let text: [UInt8]
        if charset == nil, let declared = try? HTMLDecoder.decode(bytes, subject: "") {
            text = declared
        } else {
            text = LetterCharset.decode(bytes, charset: charset)
        }
        let page = try HTMLParser.parse(text, dropsBoilerplate: false, cancellation: cancellation)
        for picture in page.pictures where picture.address.lowercased().hasPrefix("cid:") {
            words[String(picture.address.dropFirst(4)), default: []] += picture.words
        }
        page.problems.forEach { problems.add($0) }
        if isText { composer.add(page.document) }
    }

    private mutating func attach(
        _ name: String?, _ header: LetterHeader, _ body: ArraySlice<UInt8>, _ encoding: String
    ) {
        let last = name?.split { $0 == "/" || $0 == "\\" }.last.map { PlainTextLine.trimmed(String($0)) } ?? ""
        let wanted = last.isEmpty || last == ".." || last == "." ? "part \(parts)" : last
        var unique = wanted
        var count = 1
        while !names.insert(unique).inserted {
            count += 1
            unique = "\(wanted) (\(count))"
        }
        let id = header.text("content-id").filter { $0 != "<" && $0 != ">" }
        attachments.append(
            LetterAttachment(name: unique, contentID: id.isEmpty ? nil : id, body: body, encoding: encoding))
    }
}
