/// Text as a line.
enum PlainTextLine {
    /// With single spaces for every run of white space, and none at the ends.
    static func trimmed(_ text: String) -> String {
        text.unicodeScalars.split(whereSeparator: \.isSpace).map { String($0) }.joined(separator: " ")
    }
}
