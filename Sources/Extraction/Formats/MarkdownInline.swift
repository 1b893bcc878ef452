/// The words of a Markdown paragraph, without what marks them up.
///
/// Every search for a closing mark is bounded, so the time is linear in the text.
struct MarkdownInline {
    private let text: ArraySlice<UInt8>
    private var position: Int
    private var result: [UInt8] = []
    private static let reach = 1000

    static func plain(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var inline = MarkdownInline(text)
        inline.run()
        return inline.result
    }

    private init(_ text: ArraySlice<UInt8>) {
        self.text = text
        position = text.startIndex
    }

    private func byte(_ index: Int) -> UInt8? {
        text.indices.contains(index) ? text[index] : nil
    }

    private mutating func run() {
        while let byte = byte(position) {
            switch byte {
            case UInt8(ascii: "\\"): escape()
            case UInt8(ascii: "`"): codeSpan()
            case UInt8(ascii: "!") where self.byte(position + 1) == UInt8(ascii: "["):
                position += 1
                link()
            case UInt8(ascii: "["): link()
            case UInt8(ascii: "<"): tag()
            case UInt8(ascii: "&"): entity()
            case UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "~"): emphasis(byte)
            default: keep(1)
            }
        }
    }

    private mutating func keep(_ count: Int) {
        result.append(contentsOf: text[position..<min(position + count, text.endIndex)])
        position += count
    }

    private mutating func escape() {
        guard let next = byte(position + 1), next < 0x80, Unicode.Scalar(next).isMarkdownPunctuation else {
            return keep(1)
        }
        position += 1
        keep(1)
    }

    private mutating func codeSpan() {
        let count = text[position...].prefix { $0 == UInt8(ascii: "`") }.count
        let start = position + count
        var index = start
        let end = min(start + Self.reach, text.endIndex)
        while index < end {
            let run = text[index...].prefix { $0 == UInt8(ascii: "`") }.count
            if run == count {
                result.append(contentsOf: text[start..<index].trimmedOfBlanks())
                position = index + count
                return
            }
            index += max(run, 1)
        }
        keep(count)
    }

    /// `[words](address)` and `[words][name]` become their words.
    private mutating func link() {
        guard let close = closing(UInt8(ascii: "["), UInt8(ascii: "]"), from: position) else { return keep(1) }
        let words = text[position + 1..<close]
        if words.first == UInt8(ascii: "^") && byte(close + 1) != UInt8(ascii: ":") {
            position = close + 1
            return
        }
        let end: Int?
        switch byte(close + 1) {
        case UInt8(ascii: "("): end = closing(UInt8(ascii: "("), UInt8(ascii: ")"), from: close + 1)
        case UInt8(ascii: "["): end = closing(UInt8(ascii: "["), UInt8(ascii: "]"), from: close + 1)
        default: end = nil
        }
        guard let end else { return keep(1) }
        // Words inside may be marked up, too. They are shorter than what holds them, so this ends.
        result.append(contentsOf: Self.plain(words))
        position = end + 1
    }

    /// The index of the bracket that closes the one at `start`.
    private func closing(_ open: UInt8, _ close: UInt8, from start: Int) -> Int? {
        var depth = 0
        var index = start
        let end = min(start + Self.reach, text.endIndex)
        while index < end {
            switch text[index] {
            case UInt8(ascii: "\\"): index += 1
            case open: depth += 1
            case close:
                depth -= 1
                if depth == 0 { return index }
            default: break
            }
            if depth > 8 { return nil }
            index += 1
        }
        return nil
    }

    /// An HTML tag goes; an address between angle brackets stays.
    private mutating func tag() {
        guard let next = byte(position + 1),
            Unicode.Scalar(next).isLetter || next == UInt8(ascii: "/") || next == UInt8(ascii: "!"),
            let end = text[position...].prefix(Self.reach).firstIndex(of: UInt8(ascii: ">"))
        else { return keep(1) }
        let inside = text[position + 1..<end]
        let isAddress =
            !inside.contains(0x20) && (inside.contains(sequence: "://") || inside.contains(UInt8(ascii: "@")))
        if isAddress { result.append(contentsOf: inside) }
        if inside.starts(with: "br".utf8) { result.append(0x0A) }
        position = end + 1
    }

    private static let entities: [String: String] = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": "\u{A0}", "copy": "©", "reg": "®",
        "mdash": "—", "ndash": "–", "hellip": "…", "lsquo": "‘", "rsquo": "’", "ldquo": "“", "rdquo": "”",
        "times": "×",
        "deg": "°", "euro": "€", "larr": "←", "rarr": "→", "middot": "·", "bull": "•", "shy": "",
    ]

    private mutating func entity() {
        guard let end = text[position...].prefix(12).firstIndex(of: UInt8(ascii: ";")) else { return keep(1) }
        let name = String(decoding: text[position + 1..<end], as: UTF8.self)
        var replacement = Self.entities[name]
        if name.hasPrefix("#x") || name.hasPrefix("#X") {
            replacement = UInt32(name.dropFirst(2), radix: 16).flatMap(Unicode.Scalar.init).map { String($0) }
        } else if name.hasPrefix("#") {
            replacement = UInt32(name.dropFirst()).flatMap(Unicode.Scalar.init).map { String($0) }
        }
        guard let replacement else { return keep(1) }
        result.append(contentsOf: replacement.utf8)
        position = end + 1
    }

    /// Marks that open or close emphasis stand at the edge of a word: `2*3`, `a * b` and `snake_case` have none.
    private mutating func emphasis(_ mark: UInt8) {
        let count = text[position...].prefix { $0 == mark }.count
        let before = position > text.startIndex && Self.isPartOfWord(text[position - 1])
        let after = byte(position + count).map(Self.isPartOfWord) ?? false
        let touchesText = isText(position - 1) || isText(position + count)
        let isMark = mark != UInt8(ascii: "~") || count == 2
        if isMark && count <= 3 && touchesText && !(before && after) { position += count } else { keep(count) }
    }

    private func isText(_ index: Int) -> Bool {
        byte(index).map { $0 > 0x20 } ?? false
    }

    private static func isPartOfWord(_ byte: UInt8) -> Bool {
        byte >= 0x80 || Unicode.Scalar(byte).isLetter || Unicode.Scalar(byte).isDigit
    }
}

extension Unicode.Scalar {
    fileprivate var isMarkdownPunctuation: Bool {
        (value >= 0x21 && value <= 0x2F) || (value >= 0x3A && value <= 0x40) || (value >= 0x5B && value <= 0x60)
            || (value >= 0x7B && value <= 0x7E)
    }
}
