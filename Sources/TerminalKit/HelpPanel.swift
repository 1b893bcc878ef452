/// A framed page over the screen: sections of terms and what they mean, with scrolling.
package struct HelpPanel: Hashable, Sendable {
    package struct Entry: Hashable, Sendable {
        package var term: String
        package var meaning: String

        package init(_ term: String, _ meaning: String) {
            self.term = term
            self.meaning = meaning
        }
    }

    package struct Section: Hashable, Sendable {
        package var title: String
        package var entries: [Entry]

        package init(_ title: String, _ entries: [Entry]) {
            self.title = title
            self.entries = entries
        }
    }

    package var title: String
    package var sections: [Section]

    package init(title: String, sections: [Section]) {
        self.title = title
        self.sections = sections
    }

    /// The frame inside a screen of this size.
    package func frame(in area: Rect) -> Rect {
        frame(in: area, lines: lines(width: Self.width(in: area) - 4, theme: Theme()).count)
    }

    /// The furthest that the page can be scrolled down on a screen of this size.
    package func scrollLimit(in area: Rect) -> Int {
        let count = lines(width: Self.width(in: area) - 4, theme: Theme()).count
        return max(0, count - (frame(in: area, lines: count).height - 2))
    }

    private static func width(in area: Rect) -> Int {
        area.width < 50 ? area.width : min(area.width - 4, 92)
    }

    private func frame(in area: Rect, lines: Int) -> Rect {
        let tallest = area.height < 14 ? area.height : area.height - 2
        return area.centred(width: Self.width(in: area), height: min(lines + 2, tallest))
    }

    package func draw(in area: Rect, scroll: Int, _ buffer: inout CellBuffer, theme: Theme) {
        let frame = frame(in: area)
        guard frame.width >= 4, frame.height >= 3 else { return }
        let lines = lines(width: frame.width - 4, theme: theme)
        let limit = max(0, lines.count - (frame.height - 2))
        let first = min(max(0, scroll), limit)
        buffer.restyle(theme.style(.furniture), in: area)
        buffer.fill(Rect(x: frame.x - 1, y: frame.y, width: frame.width + 2, height: frame.height))
        buffer.frame(frame, style: theme.style(.furniture), glyphs: theme.glyphs)
        buffer.write(" \(title) ", x: frame.x + 2, y: frame.y, style: theme.style(.accent), in: frame.inset(x: 1))
        if limit > 0 {
            let below = limit - first
            let hint = below > 0 ? " \(theme.glyphs.down) \(below) more " : " end "
            buffer.write(
                hint, x: frame.maxX - 2 - DisplayWidth.of(hint), y: frame.maxY - 1,
                style: theme.style(.secondary), in: frame.inset(x: 1))
        }
        let page = frame.inset(x: 2, y: 1)
        for (row, line) in lines.dropFirst(first).prefix(page.height).enumerated() {
            buffer.write(line, x: page.x, y: page.y + row, in: page)
        }
    }

    private func lines(width: Int, theme: Theme) -> [[Span]] {
        let widest = sections.flatMap(\.entries).map { DisplayWidth.of($0.term) }.max() ?? 0
        let column = min(widest + 2, max(1, width * 3 / 10))
        var result: [[Span]] = []
        for section in sections {
            if !result.isEmpty { result.append([]) }
            result.append([Span(section.title, theme.style(.strong))])
            for entry in section.entries { result += lines(of: entry, column: column, width: width, theme) }
        }
        return result
    }

    private func lines(of entry: Entry, column: Int, width: Int, _ theme: Theme) -> [[Span]] {
        let meaning = Paragraph(entry.meaning, style: theme.style(.text)).lines(width: width - column - 1)
        let terms = Paragraph(entry.term, style: theme.style(.key)).lines(width: column - 1)
        return (0..<max(meaning.count, terms.count)).map { row in
            let term = row < terms.count ? terms[row].spans : []
            let gap = Span(String(repeating: " ", count: max(0, column - term.width)))
            return term + [gap] + (row < meaning.count ? meaning[row].spans : [])
        }
    }
}
