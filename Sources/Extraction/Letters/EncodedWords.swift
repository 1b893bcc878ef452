/// Words of a header in other charsets: `=?charset?B?…?=` (RFC 2047).
enum EncodedWords {
    /// A field's value on one line.
    static func decode(_ value: [UInt8]) -> String {
        var result: [UInt8] = []
        /// Bytes of neighbouring words of one charset: a character may be split between them.
        var pending: (charset: String, bytes: [UInt8])?
        func flush() {
            if let word = pending {
                result.append(contentsOf: LetterCharset.decode(word.bytes, charset: word.charset))
            }
            pending = nil
        }
        var rest = value[...]
        while let start = beginning(in: rest) {
            guard let word = Word(rest[start...]) else {
                flush()
                result.append(contentsOf: rest[...start])
                rest = rest[(start + 1)...]
                continue
            }
            let between = rest[..<start]
            // White space between two encoded words is not part of the text.
            if pending == nil || !between.allSatisfy({ $0 <= 0x20 }) {
                flush()
                result.append(contentsOf: LetterCharset.decode(Array(between), charset: nil))
            }
            if pending?.charset == word.charset {
                pending?.bytes.append(contentsOf: word.bytes)
            } else {
                flush()
                pending = (word.charset, word.bytes)
            }
            rest = rest[word.end...]
        }
        flush()
        result.append(contentsOf: LetterCharset.decode(Array(rest), charset: nil))
        return PlainTextLine.trimmed(String(decoding: result, as: UTF8.self))
    }

    private static func beginning(in text: ArraySlice<UInt8>) -> Int? {
        text.indices.dropLast().first { text[$0] == UInt8(ascii: "=") && text[$0 + 1] == UInt8(ascii: "?") }
    }

    private struct Word {
        var charset: String
        var bytes: [UInt8]
        /// Behind its last byte.
        var end: Int

        /// - Returns: nil where what begins like a word is none.
        init?(_ text: ArraySlice<UInt8>) {
            let mark = UInt8(ascii: "?")
            let start = text.startIndex + 2
            // A word is at most 75 bytes long; programs write longer ones.
            let window = text[start...].prefix(2000)
            guard let first = window.firstIndex(of: mark), let second = window[(first + 1)...].firstIndex(of: mark),
                second == first + 2, let third = window[(second + 1)...].firstIndex(of: mark),
                third + 1 < window.endIndex, window[third + 1] == UInt8(ascii: "=")
            else { return nil }
            // A language may stand behind the charset (RFC 2231).
            charset = String(decoding: window[start..<first].prefix { $0 != UInt8(ascii: "*") }, as: UTF8.self)
            let content = window[(second + 1)..<third]
            switch window[first + 1] | 0x20 {
            case UInt8(ascii: "b"): bytes = TransferEncoding.base64(content)
            case UInt8(ascii: "q"): bytes = TransferEncoding.quotedPrintable(content, underscoreIsSpace: true)
            default: return nil
            }
            end = third + 2
        }
    }
}
