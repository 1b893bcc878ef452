import NearestCore

/// Bytes of a file to UTF-8 with line feeds, piece by piece.
///
/// The encoding is decided at the first piece that shows it: a byte order mark, the zeros of UTF-16, or the first
/// byte above 0x7F. Until then the text is ASCII, which all encodings share. Damage becomes U+FFFD.
struct TextDecoder: ~Copyable {
    private let subject: String
    private var isAtStart = true
    private var encoding: CharacterEncoding?
    private var converter: Converter?
    /// The end of the last piece: the beginning of a UTF-8 sequence, or the first bytes above 0x7F where they are
    /// too few to tell the encoding by.
    private var unfinished: [UInt8] = []
    private var endedWithReturn = false
    private static let leastEvidence = 64

    /// - Parameters:
    ///   - subject: what errors call the file.
    ///   - encoding: when it is known already.
    init(subject: String, encoding: CharacterEncoding? = nil) {
        self.subject = subject
        self.encoding = encoding
    }

    /// The whole of a file at once.
    static func decode(_ bytes: [UInt8], subject: String, encoding: CharacterEncoding? = nil) throws -> [UInt8] {
        var decoder = TextDecoder(subject: subject, encoding: encoding)
        return try decoder.decode(bytes, isLast: true)
    }

    /// - Throws: `NearestError.unreadable` when the bytes are no text.
    mutating func decode(_ bytes: [UInt8], isLast: Bool) throws -> [UInt8] {
        var rest = unfinished.isEmpty ? bytes[...] : (unfinished + bytes)[...]
        unfinished = []
        if isAtStart {
            isAtStart = false
            rest = try begin(rest)
        }
        if encoding == nil, let high = rest.firstIndex(where: { $0 >= 0x80 }) {
            if !isLast, rest.endIndex - high < Self.leastEvidence {
                unfinished = Array(rest[high...])
                return withLineFeeds(Array(rest[..<high]))
            }
            // A little of what stands before shows what the first accents stand among.
            let start = max(rest.startIndex, high - 64)
            settle(EncodingDetector.detect(rest[start...].prefix(EncodingDetector.sampleSize)))
        }
        if converter != nil {
            return withLineFeeds(converter?.convert(rest, isLast: isLast) ?? [])
        }
        return withLineFeeds(validated(rest, isLast: isLast))
    }

    /// Looks at the first bytes.
    ///
    /// - Returns: what follows the byte order mark.
    private mutating func begin(_ bytes: ArraySlice<UInt8>) throws -> ArraySlice<UInt8> {
        if let (marked, length) = CharacterEncoding.marked(by: bytes) {
            settle(marked)
            return bytes.dropFirst(length)
        }
        let head = bytes.prefix(8192)
        if let signature = BinarySniffer.signature(of: head), BinarySniffer.isBinary(head) {
            throw NearestError(.unreadable, subject, "is not text: it looks like \(signature)")
        }
        if let wide = WideTextSniffer.encoding(of: head) {
            settle(wide)
        } else if BinarySniffer.isBinary(head) {
            throw NearestError(.unreadable, subject, "is not text: it holds binary data")
        } else if let known = encoding {
            settle(known)
        } else if Self.hasJapaneseEscapes(head) {
            settle(.iso2022Japanese)
        }
        return bytes
    }

    private mutating func settle(_ encoding: CharacterEncoding) {
        self.encoding = encoding
        if encoding != .utf8 { converter = Converter(from: encoding) }
    }

    /// ISO-2022-JP is ASCII with `ESC $ B` or `ESC $ @` where Japanese begins.
    private static func hasJapaneseEscapes(_ head: ArraySlice<UInt8>) -> Bool {
        head.indices.dropLast(2).contains { index in
            head[index] == 0x1B && head[index + 1] == UInt8(ascii: "$")
                && (head[index + 2] == UInt8(ascii: "B") || head[index + 2] == UInt8(ascii: "@"))
        }
    }

    /// `bytes` as valid UTF-8, what is broken repaired.
    private mutating func validated(_ bytes: ArraySlice<UInt8>, isLast: Bool) -> [UInt8] {
        var whole = Array(bytes)
        if !isLast {
            let cut = Self.unfinishedTail(of: whole)
            unfinished = Array(whole.suffix(cut))
            whole.removeLast(cut)
        }
        if (try? UTF8Span(validating: whole.span)) != nil { return whole }
        return Array(String(decoding: whole, as: UTF8.self).utf8)
    }

    /// How many bytes at the end begin a sequence that is longer than what is there.
    private static func unfinishedTail(of bytes: [UInt8]) -> Int {
        for length in 1..<4 where length <= bytes.count {
            let byte = bytes[bytes.count - length]
            if byte < 0x80 { return 0 }
            if byte >= 0xC0 {
                let wanted = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
                return wanted > length ? length : 0
            }
        }
        return 0
    }

    /// Carriage returns become line feeds, and zeros, which end strings in C, become visible.
    private mutating func withLineFeeds(_ text: [UInt8]) -> [UInt8] {
        if !endedWithReturn, !text.contains(0x0D), !text.contains(0) { return text }
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        for byte in text {
            switch byte {
            case 0x0D: result.append(0x0A)
            case 0x0A where endedWithReturn: break
            case 0: result.append(contentsOf: [0xEF, 0xBF, 0xBD])
            default: result.append(byte)
            }
            endedWithReturn = byte == 0x0D
        }
        return result
    }
}
