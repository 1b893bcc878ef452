/// The tokens of an RTF file (Microsoft's Rich Text Format Specification 1.9.1).
struct RichTextLexer {
    enum Token: Hashable {
        case open, close
        /// `\name` or `\nameN`.
        case word(String, Int?)
        /// `\*`, `\~` and the like: a backslash and one character that is no letter.
        case symbol(UInt8)
        /// `\'hh`: a byte of a code page.
        case byte(UInt8)
        case text(Range<Int>)
        /// What stands behind `\binN`: bytes as they are.
        case binary(Range<Int>)
    }

    private let bytes: [UInt8]
    private(set) var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func next() -> Token? {
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "{"):
                position += 1
                return .open
            case UInt8(ascii: "}"):
                position += 1
                return .close
            case UInt8(ascii: "\\"): return control()
            // Line breaks of the file mean nothing.
            case 0x0A, 0x0D, 0: position += 1
            default: return text()
            }
        }
        return nil
    }

    private mutating func text() -> Token {
        let start = position
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "\\"), 0x0A, 0x0D, 0:
                return .text(start..<position)
            default: position += 1
            }
        }
        return .text(start..<position)
    }

    private mutating func control() -> Token? {
        position += 1
        guard position < bytes.count else { return nil }
        let first = bytes[position]
        guard Self.isLetter(first) else {
            position += 1
            return first == UInt8(ascii: "'") ? hexByte() : .symbol(first)
        }
        let start = position
        // No word of the specification is longer.
        while position < bytes.count, position - start < 32, Self.isLetter(bytes[position]) { position += 1 }
        let name = String(decoding: bytes[start..<position], as: UTF8.self)
        let number = number()
        if position < bytes.count, bytes[position] == 0x20 { position += 1 }
        guard name == "bin" else { return .word(name, number) }
        let begin = position
        position = min(begin + max(0, number ?? 0), bytes.count)
        return .binary(begin..<position)
    }

    private mutating func number() -> Int? {
        var index = position
        let isNegative = index < bytes.count && bytes[index] == UInt8(ascii: "-")
        if isNegative { index += 1 }
        let start = index
        var value = 0
        while index < bytes.count, index - start < 10, (0x30...0x39).contains(bytes[index]) {
            value = value * 10 + Int(bytes[index] - 0x30)
            index += 1
        }
        if index == start { return nil }
        position = index
        return isNegative ? -value : value
    }

    private mutating func hexByte() -> Token {
        guard position + 1 < bytes.count, let value = HexDigits.byte(bytes[position], bytes[position + 1]) else {
            return .text(position..<position)
        }
        position += 2
        return .byte(value)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte | 0x20)
    }
}
