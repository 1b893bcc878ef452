import NearestCore
import TerminalKit

/// The text of a preview, made safe and easy to read without moving a single scalar of it: ranges stay true.
struct PreviewText {
    let text: String
    let passage: Range<Int>
    let best: Range<Int>?

    /// The neighbour's own text serves until the preview is there.
    init(neighbour: Neighbour, preview: Preview?) {
        if let preview {
            text = Self.readable(preview.text, flowing: Self.isProse(neighbour.path))
            passage = preview.passage
            best = preview.bestSentence.map { Self.trimmed($0, in: preview.text) }
        } else {
            text = Self.readable(neighbour.text, flowing: Self.isProse(neighbour.path))
            passage = 0..<max(0, neighbour.text.unicodeScalars.count)
            best = nil
        }
    }

    /// The range without the white space at its ends, which would be marked as well.
    private static func trimmed(_ range: Range<Int>, in text: String) -> Range<Int> {
        let scalars = Array(text.unicodeScalars.prefix(range.upperBound))
        var end = min(range.upperBound, scalars.count)
        var start = min(range.lowerBound, end)
        while end > start, scalars[end - 1].properties.isWhitespace { end -= 1 }
        while start < end, scalars[start].properties.isWhitespace { start += 1 }
        return start..<end
    }

    func paragraph(theme: Theme) -> Paragraph {
        var regions = [Paragraph.Region(passage, theme.style(.text))]
        if let best { regions.append(Paragraph.Region(best, theme.style(.match))) }
        return Paragraph(text, style: theme.style(.secondary), regions: regions)
    }

    /// Replaces scalar by scalar: page breaks by line breaks, line breaks inside of a paragraph by spaces where
    /// the text is prose, and controls by pictures.
    static func readable(_ text: String, flowing: Bool) -> String {
        var scalars = text.unicodeScalars.map { scalar -> Unicode.Scalar in
            switch scalar {
            case "\u{0C}", "\u{0B}", "\u{2028}", "\u{2029}", "\u{85}": "\n"
            case "\r": " "
            default: scalar
            }
        }
        if flowing { flow(&scalars) }
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return PlainText.visibleLines(String(view))
    }

    /// A line break is a soft one when the line is about as long as a typesetter's and the next goes on with a
    /// word: not with an indent, a bullet, a heading or a table's bar.
    private static func flow(_ scalars: inout [Unicode.Scalar]) {
        var lineStart = 0
        for index in scalars.indices where scalars[index] == "\n" {
            let length = index - lineStart
            lineStart = index + 1
            guard length >= 40, index + 1 < scalars.count else { continue }
            let next = scalars[index + 1].properties
            let startsWord = next.isAlphabetic || next.generalCategory == .decimalNumber
            let opens = "(\"'“‘«".unicodeScalars.contains(scalars[index + 1])
            if startsWord || opens { scalars[index] = " " }
        }
    }

    private static func isProse(_ path: CorpusPath) -> Bool {
        ["", "txt", "pdf", "md", "markdown", "rst", "html", "htm", "tex", "epub"].contains(path.fileExtension)
    }
}
