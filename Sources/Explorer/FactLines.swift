import NearestCore
import TerminalKit

/// What is known about a neighbour, as lines under its path.
enum FactLines {
    /// - Parameter limit: how many lines of facts at most; what does not fit is left out.
    static func of(
        _ neighbour: Neighbour, preview: Preview?, width: Int, limit: Int, theme: Theme
    ) -> [[Span]] {
        var lines = scores(neighbour, preview: preview, width: width, theme: theme)
        if let title = neighbour.title.map(PlainText.oneLine), !title.isEmpty {
            let text = Truncation.tail(title, to: width, ellipsis: theme.glyphs.ellipsis)
            lines.insert([Span(text, theme.style(.text))], at: 0)
        }
        let facts =
            preview.map { $0.facts.filter { $0.name != "title" }.map { ($0.name, $0.value) } } ?? own(neighbour)
        let pieces = facts.map { name, value in
            [
                Span(PlainText.oneLine(name) + " ", theme.style(.secondary)),
                Span(PlainText.oneLine(value), theme.style(.text)),
            ]
        }
        lines += lists(neighbour, width: width, theme: theme)
        return lines + fitted(pieces, width: width, limit: limit, theme)
    }

    /// Where each list has the neighbour, and which of the query's words stand in it; nothing where one list found it
    /// by meaning alone.
    private static func lists(_ neighbour: Neighbour, width: Int, theme: Theme) -> [[Span]] {
        var pieces: [[Span]] = []
        if neighbour.contributions.count > 1 || neighbour.contributions.first?.source == .fullText {
            pieces += neighbour.contributions.map { contribution in
                [
                    Span("#\(contribution.rank) ", theme.style(.figure)),
                    Span(PlainText.oneLine(contribution.source.shortName), theme.style(.secondary)),
                ]
            }
        }
        if !neighbour.matchedWords.isEmpty {
            let words = neighbour.matchedWords.map(PlainText.oneLine).joined(separator: " ")
            pieces.append([Span("words ", theme.style(.secondary)), Span(words, theme.style(.text))])
        }
        return fitted(pieces, width: width, limit: 1, theme)
    }

    /// What the neighbour itself says, until the preview's facts are there.
    private static func own(_ neighbour: Neighbour) -> [(String, String)] {
        var facts: [(String, String)] = []
        if let part = neighbour.part { facts.append(("part", part)) }
        if let page = neighbour.page, !neighbour.partNamesPage { facts.append(("page", Figures.count(page))) }
        if let record = neighbour.record { facts.append(("record", Figures.count(record))) }
        if case .time(let start, let end) = neighbour.place {
            facts.append(("time", "\(Figures.clock(start)) to \(Figures.clock(end))"))
        }
        if !neighbour.copies.isEmpty { facts.append(("copies", Figures.count(neighbour.copies.count))) }
        return facts
    }

    private static func scores(
        _ neighbour: Neighbour, preview: Preview?, width: Int, theme: Theme
    ) -> [[Span]] {
        let isNarrow = width < 50
        let secondary = theme.style(.secondary)
        var pieces = [[Span("score ", secondary), Span(Figures.score(neighbour.score), theme.style(.figure))]]
        if let percentile = neighbour.percentile {
            pieces.append([
                Span(Figures.percentile(percentile), theme.style(.figure)),
                Span(isNarrow ? "" : " percentile", secondary),
            ])
        }
        pieces.append([
            Span(PlainText.oneLine(ListSource.shortened(neighbour.model)), theme.style(.text)),
            Span(" by ", secondary), Span(neighbour.evidence.rawValue, theme.style(.text)),
        ])
        if let best = preview?.bestScore {
            pieces.append([
                Span(isNarrow ? "sentence " : "best sentence ", secondary),
                Span(Figures.score(best), theme.style(.figure)),
            ])
        }
        return fitted(pieces, width: width, limit: 2, theme)
    }

    /// Pieces joined by separators, broken between pieces, the last line cut.
    private static func fitted(_ pieces: [[Span]], width: Int, limit: Int, _ theme: Theme) -> [[Span]] {
        let separator = Span(theme.glyphs.separator, theme.style(.furniture))
        var lines: [[Span]] = []
        for piece in pieces {
            if let last = lines.last, last.width + separator.width + piece.width <= width {
                lines[lines.count - 1] = last + [separator] + piece
            } else {
                lines.append(piece)
            }
        }
        return Array(lines.prefix(limit))
    }
}
