/// A record as text that reads well and embeds well.
///
/// The title comes first, then prose without its field's name, then short fields as `name: value` lines. Keys,
/// digests and addresses say nothing about meaning and are left out unless nothing else is there.
enum RecordText {
    static func document(of fields: [RecordField]) -> StructuredText {
        let filled = fields.filter { !isBlank($0.value) }
        let meaningful = filled.filter { !isMachineValue($0) }
        let kept = meaningful.isEmpty ? filled : meaningful
        let titleIndex = titleIndex(in: kept)
        var document = StructuredText(title: titleIndex.map { oneLine(kept[$0].value) })
        if let title = document.title, kept.count > 1 { document.append(title, as: .heading) }
        let rest = kept.indices.filter { $0 != titleIndex || kept.count == 1 }.map { kept[$0] }
        let prose = rest.filter { isProse($0) || rest.count == 1 || $0.name.isEmpty }
        for field in prose { append(field.value, to: &document) }
        let lines = rest.filter { field in !prose.contains(field) }.map { "\($0.name): \(oneLine($0.value))" }
        document.append(lines.joined(separator: "\n"), as: .lines)
        return document
    }

    /// Adds prose with its own paragraphs.
    private static func append(_ text: String, to document: inout StructuredText) {
        let parsed = PlainTextParser.parse(Array(text.utf8).replacingReturns())
        for block in parsed.blocks { document.append(parsed.utf8[block.range], as: block.kind) }
    }

    private static let titleNames = ["title", "headline", "heading", "name", "subject", "label"]
    private static let proseNames: Set<String> = [
        "text", "content", "body", "abstract", "description", "summary", "passage", "document", "article", "story",
        "sentence", "question", "answer", "answers", "review", "comment", "message", "caption", "transcript",
        "notes",
        "context", "paragraph", "quote", "lyrics", "plot", "overview", "prompt", "response", "instruction",
        "output",
        "input", "sentence1", "sentence2", "premise", "hypothesis", "query",
    ]
    private static let keyNames: Set<String> = [
        "id", "_id", "uid", "uuid", "guid", "pid", "docid", "doc_id", "hash", "md5", "sha1", "sha256", "checksum",
        "url",
        "uri", "link", "href", "image", "thumbnail", "index",
    ]

    private static func titleIndex(in fields: [RecordField]) -> Int? {
        for name in titleNames {
            let index = fields.firstIndex { $0.name.lowercased() == name && $0.value.unicodeScalars.count <= 300 }
            if let index { return index }
        }
        return nil
    }

    private static func isProse(_ field: RecordField) -> Bool {
        if proseNames.contains(field.name.lowercased()) { return true }
        let scalars = field.value.unicodeScalars
        return scalars.count >= 60 && scalars.contains(where: \.isSpace)
    }

    /// A key, an address or a blob: one word, and either called so or longer than any word.
    private static func isMachineValue(_ field: RecordField) -> Bool {
        let value = field.value.unicodeScalars
        if value.contains(where: \.isSpace) { return false }
        if keyNames.contains(field.name.lowercased()) { return true }
        if field.value.hasPrefix("http://") || field.value.hasPrefix("https://") { return true }
        return value.count > 200 && value.allSatisfy(\.isASCII)
    }

    private static func isBlank(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy(\.isSpace)
    }

    private static func oneLine(_ text: String) -> String {
        let words = text.unicodeScalars.split(whereSeparator: \.isSpace)
        return words.count == 1 ? String(words[0]) : words.map { String($0) }.joined(separator: " ")
    }
}

extension [UInt8] {
    /// With line feeds for all line ends.
    fileprivate func replacingReturns() -> [UInt8] {
        if !contains(0x0D) { return self }
        var result: [UInt8] = []
        for (index, byte) in enumerated() {
            if byte == 0x0D {
                result.append(0x0A)
            } else if byte != 0x0A || index == 0 || self[index - 1] != 0x0D {
                result.append(byte)
            }
        }
        return result
    }
}
