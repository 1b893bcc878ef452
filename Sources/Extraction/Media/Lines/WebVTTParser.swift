/// Subtitles as the web has them (`.vtt`, https://www.w3.org/TR/webvtt1/): cues with their settings and identifiers,
/// between notes, styles and regions.
enum WebVTTParser {
    /// - Parameters:
    ///   - text: UTF-8 with line feeds.
    ///   - limit: after so many cues nothing more is looked at.
    static func parse(_ text: [UInt8], limit: Int) -> [TimedLine] {
        var lines: [TimedLine] = []
        var cue: (start: Double, end: Double)?
        var words: [ArraySlice<UInt8>] = []
        func finish() {
            if let cue {
                lines.append(TimedLine(start: cue.start, end: cue.end, text: MarkedText.plain(words, .webVTT)))
            }
            cue = nil
            words = []
        }
        for line in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            // A line with an arrow begins a cue wherever it stands; a blank line ends one.
            if let range = line.contains(UInt8(ascii: ">")) ? TimeStamp.range(in: line) : nil {
                finish()
                if lines.count >= limit { return lines }
                cue = range
            } else if line.isEmpty {
                finish()
            } else if cue != nil {
                words.append(line)
            }
        }
        finish()
        return lines
    }
}
