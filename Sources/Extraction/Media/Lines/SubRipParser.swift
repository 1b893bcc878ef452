/// Subtitles as SubRip writes them (`.srt`), and as people have bent it: without numbers, without blank lines between,
/// with points for commas, with blank lines inside.
///
///     1
///     00:00:01,000 --> 00:00:02,500
///     What is said.
enum SubRipParser {
    /// - Parameters:
    ///   - text: UTF-8 with line feeds.
    ///   - limit: after so many subtitles nothing more is looked at.
    static func parse(_ text: [UInt8], limit: Int) -> [TimedLine] {
        var lines: [TimedLine] = []
        var time: (start: Double, end: Double)?
        var words: [ArraySlice<UInt8>] = []
        func finish() {
            guard let time else { return }
            lines.append(TimedLine(start: time.start, end: time.end, text: MarkedText.plain(words, .subRip)))
        }
        for line in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            guard let next = mayHoldTime(line) ? TimeStamp.range(in: line) : nil else {
                words.append(line)
                continue
            }
            if let last = words.last, isNumber(last) { words.removeLast() }
            finish()
            if lines.count >= limit { return lines }
            time = next
            words = []
        }
        finish()
        return lines
    }

    private static func mayHoldTime(_ line: ArraySlice<UInt8>) -> Bool {
        line.contains(UInt8(ascii: ">")) && line.contains(UInt8(ascii: ":"))
    }

    private static func isNumber(_ line: ArraySlice<UInt8>) -> Bool {
        let digits = line.filter { $0 != UInt8(ascii: " ") }
        return !digits.isEmpty && digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}
