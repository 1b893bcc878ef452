/// The block between `---` lines (YAML) or `+++` lines (TOML) at the very beginning of a Markdown file.
struct FrontMatter: Hashable, Sendable {
    /// How many lines it takes, fences included.
    let lines: Int
    let title: String?

    /// - Returns: nil when the text does not begin with one that is closed within 200 lines.
    init?(of text: [ArraySlice<UInt8>]) {
        guard let fence = text.first?.trimmedOfBlanks() else { return nil }
        guard fence.elementsEqual("---".utf8) || fence.elementsEqual("+++".utf8) else { return nil }
        let closing = text.prefix(200).dropFirst().firstIndex { line in
            let line = line.trimmedOfBlanks()
            return line.elementsEqual(fence) || line.elementsEqual("...".utf8)
        }
        guard let closing else { return nil }
        // A rule above prose looks the same at first; what is between must look like fields.
        guard
            text[1..<closing].contains(where: { $0.contains(UInt8(ascii: ":")) || $0.contains(UInt8(ascii: "=")) })
        else { return nil }
        lines = closing + 1
        title = text[1..<closing].lazy.compactMap(Self.title).first
    }

    private static func title(_ line: ArraySlice<UInt8>) -> String? {
        guard line.prefix(5).elementsEqual("title".utf8) else { return nil }
        let rest = line.dropFirst(5).trimmedOfBlanks()
        guard rest.first == UInt8(ascii: ":") || rest.first == UInt8(ascii: "=") else { return nil }
        var value = rest.dropFirst().trimmedOfBlanks()
        if let quote = value.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'"), value.last == quote,
            value.count >= 2
        {
            value = value.dropFirst().dropLast()
        }
        return value.isEmpty ? nil : String(decoding: value, as: UTF8.self)
    }
}
