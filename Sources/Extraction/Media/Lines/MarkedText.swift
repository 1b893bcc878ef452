/// The words of a subtitle or lyric without its marks.
enum MarkedText {
    enum Marks {
        /// `<i>`, `<font color=red>` and `{\an8}`.
        case subRip
        /// `<v Bob>`, `<c.loud>`, `<00:01.000>`, and entities of HTML.
        case webVTT
        /// `<00:01.00>`.
        case lyrics
        /// `{\i1}`, `\N`.
        case ass
    }

    /// - Parameter lines: UTF-8. Those without words go.
    static func plain(_ lines: [ArraySlice<UInt8>], _ marks: Marks) -> String {
        lines.map { trimmed(String(decoding: stripped($0, marks), as: UTF8.self)) }
            .filter { !$0.isEmpty }.joined(separator: "\n")
    }

    /// The words of a line of ASS's events as FFmpeg hands it out: eight fields with commas, and the text.
    static func plain(event: String) -> String {
        let bytes = Array(event.utf8)
        var text = bytes[...]
        for _ in 0..<8 {
            guard let comma = text.firstIndex(of: UInt8(ascii: ",")) else { return "" }
            text = text[(comma + 1)...]
        }
        let unmarked = stripped(text, .ass)
        return plain(unmarked.split(separator: UInt8(ascii: "\n")), .subRip)
    }

    private static func stripped(_ line: ArraySlice<UInt8>, _ marks: Marks) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(line.count)
        var rest = line
        while let byte = rest.first {
            if let length = markLength(rest, marks) {
                rest = rest.dropFirst(length)
            } else if marks == .ass, byte == UInt8(ascii: "\\"), let (words, length) = escape(rest) {
                result.append(words)
                rest = rest.dropFirst(length)
            } else if marks == .webVTT, byte == UInt8(ascii: "&"), let (words, length) = entity(rest) {
                result += words
                rest = rest.dropFirst(length)
            } else {
                result.append(byte)
                rest = rest.dropFirst()
            }
        }
        return result
    }

    /// How long the mark is that stands at the front; nil where none does.
    private static func markLength(_ text: ArraySlice<UInt8>, _ marks: Marks) -> Int? {
        let second = text.dropFirst().first ?? 0
        switch (text.first, marks) {
        case (UInt8(ascii: "<"), .subRip): return isLetter(second) || second == 0x2F ? length(text, to: ">") : nil
        case (UInt8(ascii: "<"), .webVTT): return length(text, to: ">")
        case (UInt8(ascii: "<"), .lyrics):
            var inside = text.dropFirst()
            let isMoment = TimeStamp.take(from: &inside) != nil && inside.first == UInt8(ascii: ">")
            return isMoment ? length(text, to: ">") : nil
        case (UInt8(ascii: "{"), .subRip), (UInt8(ascii: "{"), .ass):
            return second == UInt8(ascii: "\\") ? length(text, to: "}") : nil
        default: return nil
        }
    }

    private static func length(_ text: ArraySlice<UInt8>, to end: Unicode.Scalar) -> Int? {
        // A mark is short; looking further for its end would take long in a text full of beginnings.
        text.prefix(512).firstIndex(of: UInt8(ascii: end)).map { $0 - text.startIndex + 1 }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (65...90).contains(byte & 0xDF) }

    /// `\N` and `\n` break the line, `\h` is a space that does not.
    private static func escape(_ text: ArraySlice<UInt8>) -> (UInt8, Int)? {
        switch text.dropFirst().first {
        case UInt8(ascii: "N"), UInt8(ascii: "n"): (UInt8(ascii: "\n"), 2)
        case UInt8(ascii: "h"): (UInt8(ascii: " "), 2)
        default: nil
        }
    }

    private static let entities: [String: String] = [
        "amp": "&", "lt": "<", "gt": ">", "nbsp": " ", "lrm": "", "rlm": "", "quot": "\"", "apos": "'",
    ]

    private static func entity(_ text: ArraySlice<UInt8>) -> (String.UTF8View, Int)? {
        guard let end = text.prefix(12).firstIndex(of: UInt8(ascii: ";")) else { return nil }
        let name = String(decoding: text[(text.startIndex + 1)..<end], as: UTF8.self)
        let length = end - text.startIndex + 1
        if let words = entities[name] { return (words.utf8, length) }
        guard name.hasPrefix("#") else { return nil }
        let digits = name.dropFirst()
        let isHex = digits.hasPrefix("x") || digits.hasPrefix("X")
        guard let number = UInt32(isHex ? digits.dropFirst() : digits, radix: isHex ? 16 : 10), number > 0,
            let scalar = Unicode.Scalar(number)
        else { return nil }
        return (String(Character(scalar)).utf8, length)
    }

    private static func trimmed(_ text: String) -> String {
        let start = text.drop(while: \.isWhitespace)
        guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...end])
    }
}
