/// Plain text and source code: blank lines part the paragraphs.
enum PlainTextParser {
    /// - Parameter utf8: valid UTF-8 with line feeds.
    static func parse(_ utf8: [UInt8]) -> StructuredText {
        parse(utf8, asCode: false, title: nil)
    }

    /// Every line stands for itself, and an unindented line behind a blank one begins a declaration.
    static func parseCode(_ utf8: [UInt8], title: String) -> StructuredText {
        parse(utf8, asCode: true, title: title)
    }

    private static func parse(_ utf8: [UInt8], asCode: Bool, title: String?) -> StructuredText {
        var document = StructuredText(utf8: utf8, title: title)
        var paragraph: Range<Int>?
        var start = 0
        func close() {
            guard let range = paragraph else { return }
            let isLines = asCode || standsInLines(utf8[range])
            document.mark(
                TextBlock(
                    kind: isLines ? .lines : .prose, range: range,
                    startsSection: asCode && !isBlank(utf8[range.lowerBound])))
            paragraph = nil
        }
        while start < utf8.count {
            let end = endOfLine(in: utf8, from: start)
            if utf8[start..<end].allSatisfy(isBlank) {
                close()
            } else {
                if utf8[start] == 0x0C { close() }
                paragraph = (paragraph?.lowerBound ?? start)..<end
            }
            start = end + 1
        }
        close()
        return document
    }

    private static func endOfLine(in utf8: [UInt8], from start: Int) -> Int {
        utf8[start...].firstIndex(of: UInt8(ascii: "\n")) ?? utf8.count
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || (byte >= 0x09 && byte <= 0x0D)
    }

    /// Whether line breaks mean something. In wrapped prose most lines go on with a small letter; in a log, a table
    /// or verse hardly any does.
    private static func standsInLines(_ paragraph: ArraySlice<UInt8>) -> Bool {
        var lines = 0
        var continued = 0
        var atStart = true
        for byte in paragraph.prefix(1 << 16) {
            if byte == UInt8(ascii: "\n") {
                atStart = true
            } else if atStart, !isBlank(byte) {
                atStart = false
                lines += 1
                let isSmall = byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z")
                if isSmall || byte >= 0x80 { continued += 1 }
            }
        }
        return lines >= 4 && continued * 8 < lines
    }
}
