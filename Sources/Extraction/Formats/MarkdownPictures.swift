import NearestCore

/// The pictures that a Markdown text shows: `![words](address "title")`, `![words][name]`, and `img` elements, alone
/// or in a figure. Fences and code spans are not looked into.
enum MarkdownPictures {
    /// The longest words and addresses that are looked for, so that the time is linear in the text.
    private static let reach = 2000

    /// - Parameter utf8: valid UTF-8 with line feeds.
    static func references(in utf8: [UInt8]) -> [PictureReference] {
        guard utf8[...].contains(sequence: "![") || utf8[...].contains(sequence: "<") else { return [] }
        let text = withoutCode(utf8)
        let definitions = definitions(in: text)
        var references: [PictureReference] = []
        var index = text.startIndex
        while let mark = text[index...].firstIndex(of: UInt8(ascii: "!")) {
            index = mark + 1
            guard index < text.count, text[index] == UInt8(ascii: "["), !isEscaped(mark, in: text),
                let (reference, end) = picture(at: index, in: text, definitions)
            else { continue }
            references.append(reference)
            index = end
        }
        return references + elements(in: text)
    }

    /// - Parameter start: of the opening bracket.
    private static func picture(
        at start: Int, in text: [UInt8], _ definitions: [String: (String, String?)]
    ) -> (PictureReference, Int)? {
        guard let close = closing(UInt8(ascii: "["), UInt8(ascii: "]"), from: start, in: text) else { return nil }
        let words = String(decoding: MarkdownInline.plain(text[start + 1..<close]), as: UTF8.self)
        let next = close + 1
        if next < text.count, text[next] == UInt8(ascii: "("),
            let end = closing(UInt8(ascii: "("), UInt8(ascii: ")"), from: next, in: text),
            let (address, title) = target(text[next + 1..<end])
        {
            return (PictureReference(address: address, words: [words] + (title.map { [$0] } ?? [])), end + 1)
        }
        var name = String(decoding: text[start + 1..<close], as: UTF8.self)
        var end = next
        if next < text.count, text[next] == UInt8(ascii: "["),
            let last = closing(UInt8(ascii: "["), UInt8(ascii: "]"), from: next, in: text)
        {
            if last > next + 1 { name = String(decoding: text[next + 1..<last], as: UTF8.self) }
            end = last + 1
        }
        guard let (address, title) = definitions[key(name)] else { return nil }
        return (PictureReference(address: address, words: [words] + (title.map { [$0] } ?? [])), end)
    }

    /// An address, perhaps between angle brackets, and a title, perhaps, between quotes or parentheses.
    private static func target(_ text: ArraySlice<UInt8>) -> (String, String?)? {
        let text = text.filter { $0 != 0x0A }[...].trimmedOfBlanks()
        var address: ArraySlice<UInt8>
        var rest: ArraySlice<UInt8>
        if text.first == UInt8(ascii: "<"), let end = text.firstIndex(of: UInt8(ascii: ">")) {
            address = text[(text.startIndex + 1)..<end]
            rest = text[(end + 1)...]
        } else {
            address = text.prefix { $0 > 0x20 }
            rest = text.dropFirst(address.count)
        }
        if address.isEmpty { return nil }
        rest = rest.trimmedOfBlanks()
        let isTitled = rest.count >= 2 && "\"'(".utf8.contains(rest.first ?? 0)
        let title = isTitled ? String(decoding: rest.dropFirst().dropLast(), as: UTF8.self) : nil
        return (String(decoding: address, as: UTF8.self), title)
    }

    /// `[name]: address "title"`, each on a line of its own.
    private static func definitions(in text: [UInt8]) -> [String: (String, String?)] {
        var definitions: [String: (String, String?)] = [:]
        for line in text.split(separator: 0x0A) {
            let line = line.trimmedOfBlanks()
            guard line.first == UInt8(ascii: "["), let close = line.firstIndex(of: UInt8(ascii: "]")),
                line[(close + 1)...].first == UInt8(ascii: ":"), let target = target(line[(close + 2)...])
            else { continue }
            definitions[key(String(decoding: line[(line.startIndex + 1)..<close], as: UTF8.self))] = target
        }
        return definitions
    }

    private static func key(_ name: String) -> String { PlainTextLine.trimmed(name).lowercased() }

    /// `img` elements through the parser of HTML, which knows figures and their captions.
    private static func elements(in text: [UInt8]) -> [PictureReference] {
        guard text[...].contains(sequence: "<img") || text[...].contains(sequence: "<IMG") else { return [] }
        let page = try? HTMLParser.parse(text, dropsBoilerplate: false, cancellation: .init())
        return page?.pictures ?? []
    }

    private static func isEscaped(_ index: Int, in text: [UInt8]) -> Bool {
        index > 0 && text[index - 1] == UInt8(ascii: "\\")
    }

    private static func closing(_ open: UInt8, _ close: UInt8, from start: Int, in text: [UInt8]) -> Int? {
        var depth = 0
        var index = start
        while index < min(start + reach, text.count) {
            switch text[index] {
            case UInt8(ascii: "\\"): index += 1
            case open: depth += 1
            case close:
                depth -= 1
                if depth == 0 { return index }
            default: break
            }
            index += 1
        }
        return nil
    }

    /// The text with the lines of fences and what stands between backticks on one line left out.
    private static func withoutCode(_ utf8: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var isInFence = false
        let tick = UInt8(ascii: "`")
        for line in utf8.split(separator: 0x0A, omittingEmptySubsequences: false) {
            let start = line.trimmedOfBlanks()
            if start.starts(with: "```".utf8) || start.starts(with: "~~~".utf8) {
                isInFence.toggle()
            } else if !isInFence {
                let parts = line.split(separator: tick, omittingEmptySubsequences: false)
                // An odd number of backticks leaves one open, which is none.
                let isBalanced = parts.count % 2 == 1
                for (index, part) in parts.enumerated() where !isBalanced || index % 2 == 0 {
                    result.append(contentsOf: part)
                }
            }
            result.append(0x0A)
        }
        return result
    }
}
