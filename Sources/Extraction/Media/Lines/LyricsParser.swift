/// Lyrics with times (`.lrc`): lines that begin with one or more moments, words that may have moments of their own, and
/// tags.
///
///     [ti:A title]
///     [offset:+250]
///     [00:12.00][00:40.00]A line that is sung twice
///     [00:15.00]<00:15.00>Word <00:15.50>by word
struct LyricsParser {
    /// In the order of their starts.
    private(set) var lines: [TimedLine] = []
    /// Values of the tags that speak of the piece: title, artist, album.
    private(set) var words: [String] = []
    /// Lines without a moment.
    private(set) var plain: [String] = []
    /// In seconds, by which the lines come earlier.
    private var offset = 0.0

    private static let speakingTags = ["ti", "ar", "al"]

    /// - Parameters:
    ///   - text: UTF-8 with line feeds.
    ///   - limit: after so many lines nothing more is looked at.
    init(_ text: [UInt8], limit: Int) {
        for line in text.split(separator: UInt8(ascii: "\n")) {
            read(line)
            if lines.count >= limit { break }
        }
        for index in lines.indices { lines[index].start = max(0, lines[index].start - offset) }
        lines.sort { $0.start < $1.start }
    }

    private mutating func read(_ line: ArraySlice<UInt8>) {
        var rest = line.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        var moments: [Double] = []
        while let (content, after) = Self.bracketed(rest) {
            var inside = content
            guard let moment = TimeStamp.take(from: &inside), inside.isEmpty else {
                if moments.isEmpty, readTag(content) { return }
                break
            }
            moments.append(moment)
            rest = after.drop { $0 == UInt8(ascii: " ") }
        }
        let text = MarkedText.plain([rest], .lyrics)
        if moments.isEmpty {
            if !text.isEmpty { plain.append(text) }
        } else if !text.isEmpty {
            lines += moments.map { TimedLine(start: $0, end: nil, text: text) }
        }
    }

    private static func bracketed(
        _ bytes: ArraySlice<UInt8>
    ) -> (content: ArraySlice<UInt8>, after: ArraySlice<UInt8>)? {
        guard bytes.first == UInt8(ascii: "["), let end = bytes.firstIndex(of: UInt8(ascii: "]")) else {
            return nil
        }
        return (bytes[(bytes.startIndex + 1)..<end], bytes[(end + 1)...])
    }

    /// - Returns: whether it is one.
    private mutating func readTag(_ content: ArraySlice<UInt8>) -> Bool {
        guard let colon = content.firstIndex(of: UInt8(ascii: ":")) else { return false }
        let name = String(decoding: content[..<colon], as: UTF8.self).lowercased()
        guard !name.isEmpty, name.utf8.count <= 16, name.utf8.allSatisfy({ (97...122).contains($0) || $0 == 35 })
        else {
            return false
        }
        let value = MarkedText.plain([content[(colon + 1)...]], .lyrics)
        if name == "offset", let milliseconds = Double(value), milliseconds.isFinite {
            offset = min(max(milliseconds, -1e9), 1e9) / 1000
        }
        if Self.speakingTags.contains(name), !value.isEmpty { words.append(value) }
        return true
    }
}
