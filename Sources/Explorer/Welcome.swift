import NearestCore
import TerminalKit

/// The screen of an empty prompt: what the corpus holds, and what could be asked.
struct Welcome {
    private enum Row {
        case line([Span])
        case example(Int)
    }

    private let state: ExplorerState
    private let theme: Theme

    init(_ state: ExplorerState) {
        self.state = state
        theme = state.theme
    }

    func draw(in area: Rect, _ buffer: inout CellBuffer) {
        let (page, rows) = arranged(in: area)
        for (index, row) in rows.enumerated() {
            let y = page.y + index
            switch row {
            case .line(let spans): buffer.write(spans, x: page.x, y: y, in: page)
            case .example(let number): draw(example: number, y: y, in: page, &buffer)
            }
        }
    }

    /// The rows of the screen on which the examples stand.
    func exampleRows(in area: Rect) -> [Int] {
        let (page, rows) = arranged(in: area)
        return rows.enumerated().compactMap { index, row in
            if case .example = row { page.y + index } else { nil }
        }
    }

    private func draw(example number: Int, y: Int, in page: Rect, _ buffer: inout CellBuffer) {
        let isSelected = number == state.examples.selection
        let examples = Examples.of(state.corpus)
        let line = Rect(x: page.x, y: y, width: page.width, height: 1)
        let mark = isSelected ? String(theme.glyphs.marker) : " "
        buffer.write(mark, x: page.x, y: y, style: theme.style(.accent), in: line)
        let text = Truncation.tail(examples[number], to: page.width - 3, ellipsis: theme.glyphs.ellipsis)
        let style = theme.style(isSelected ? .strong : .text)
        buffer.write(text, x: page.x + 2, y: y, style: style, in: line)
        if isSelected { buffer.underlay(theme.style(.selection), in: line) }
    }

    /// As many blocks as the area has room for, the most useful kept longest, a third of the way down.
    private func arranged(in area: Rect) -> (Rect, [Row]) {
        let width = min(max(0, area.width - 4), 64)
        let examples = Examples.of(state.corpus).indices.map(Row.example)
        let ask = [Row.line([Span("Try", theme.style(.secondary))])] + examples
        let blocks: [[Row]] = [
            title(width: width), counts(width: width), kinds(width: width, limit: area.height >= 24 ? 6 : 4), ask,
        ]
        var rows = Self.joined(blocks)
        if rows.count > area.height { rows = Self.joined([title(width: width), counts(width: width), ask]) }
        if rows.count > area.height { rows = Self.joined([counts(width: width), ask]) }
        if rows.count > area.height { rows = Array(examples.prefix(area.height)) }
        let page = Rect(
            x: area.x + (area.width - width) / 2, y: area.y + max(0, (area.height - rows.count) / 3),
            width: width, height: rows.count)
        return (page, rows)
    }

    private static func joined(_ blocks: [[Row]]) -> [Row] {
        Array(blocks.filter { !$0.isEmpty }.joined(separator: [.line([])]))
    }

    private func title(width: Int) -> [Row] {
        let name = Truncation.middle(
            PlainText.oneLine(state.corpus.name), to: max(8, width - 22), ellipsis: theme.glyphs.ellipsis)
        return [
            .line([
                Span("nearest", theme.style(.accent)), Span("  search ", theme.style(.secondary)),
                Span(name, theme.style(.strong)), Span(" by meaning", theme.style(.secondary)),
            ])
        ]
    }

    private func counts(width: Int) -> [Row] {
        let corpus = state.corpus
        let gap = Span(theme.glyphs.separator, theme.style(.furniture))
        func figure(_ count: Int, _ noun: String) -> [Span] {
            [
                Span(Figures.count(count), theme.style(.figure)),
                Span(" \(noun)\(count == 1 ? "" : "s")", theme.style(.text)),
            ]
        }
        var rows: [Row] = []
        if corpus.passages == 0, state.progress == nil {
            rows.append(.line([Span("Nothing is indexed yet.", theme.style(.warning))]))
        } else {
            rows.append(.line(figure(corpus.files, "file") + [gap] + figure(corpus.passages, "passage")))
        }
        if corpus.failures > 0 {
            let text = "\(Figures.count(corpus.failures, "file")) failed; `nearest status` says why"
            rows.append(.line([Span(text, theme.style(.warning))]))
        }
        let model = Truncation.middle(corpus.model, to: width, ellipsis: theme.glyphs.ellipsis)
        rows.append(.line([Span(PlainText.oneLine(model), theme.style(.secondary))]))
        return rows
    }

    private func kinds(width: Int, limit: Int) -> [Row] {
        let kinds = state.corpus.kinds.prefix(limit)
        let most = kinds.map(\.count).max() ?? 0
        guard most > 0, width >= 30 else { return [] }
        return kinds.map { kind in
            let name = Truncation.tail(PlainText.oneLine(kind.name), to: 8, ellipsis: theme.glyphs.ellipsis)
            let share = Double(kind.count) / Double(most)
            let length = max(1, Int((Double(width - 20) * share).rounded()))
            let bar = String(repeating: theme.glyphs.chart, count: length)
            return .line(
                [
                    Span(
                        name + String(repeating: " ", count: max(1, 10 - DisplayWidth.of(name))), theme.style(.text)
                    ),
                    Span(bar, theme.style(.bar)), Span(" " + Figures.count(kind.count), theme.style(.secondary)),
                ])
        }
    }
}
