import NearestCore
import TerminalKit

/// The Search view.
struct SearchScreen {
    let state: ExplorerState
    let layout: SearchLayout
    let theme: Theme

    init(_ state: ExplorerState, _ layout: SearchLayout) {
        self.state = state
        self.layout = layout
        theme = state.theme
    }

    func draw(into buffer: inout CellBuffer) {
        drawPrompt(&buffer)
        drawBody(&buffer)
        drawTitles(&buffer)
        drawBottom(&buffer)
    }

    private func drawBody(_ buffer: inout CellBuffer) {
        if !state.hasQuery {
            Welcome(state).draw(in: layout.body, &buffer)
        } else if state.search.neighbours.isEmpty {
            drawNothingFound(&buffer)
        } else if state.focus == .details {
            drawPreview(in: layout.details, &buffer)
        } else {
            drawDivider(&buffer)
            drawNotes(&buffer)
            ResultList(state, layout).draw(into: &buffer)
            drawPreview(in: layout.preview, &buffer)
        }
    }

    private func drawPrompt(_ buffer: inout CellBuffer) {
        let line = layout.prompt
        let isFocused = state.focus == .prompt
        buffer.write(
            String(theme.glyphs.prompt), x: line.x + 1, y: line.y,
            style: theme.style(isFocused ? .accent : .furniture), in: line)
        let label = SearchLayout.label(state.corpus.name, width: line.width)
        buffer.write(
            label, x: line.maxX - DisplayWidth.of(label) - 1, y: line.y, style: theme.style(.secondary), in: line)
        if state.prompt.isEmpty {
            let hint = Truncation.tail(
                "ask in your own words", to: layout.field.width - 1, ellipsis: theme.glyphs.ellipsis)
            buffer.write(
                hint, x: layout.field.x, y: line.y, style: theme.style(.secondary), in: layout.field)
        }
        state.prompt.draw(
            in: layout.field, &buffer, style: theme.style(.strong), glyphs: theme.glyphs, focused: isFocused)
    }

    // MARK: Titles and lines

    private func drawTitles(_ buffer: inout CellBuffer) {
        let line = layout.titles
        guard !line.isEmpty else { return }
        buffer.fill(line, with: theme.glyphs.horizontal, style: theme.style(.furniture))
        guard state.hasQuery, !state.search.neighbours.isEmpty else { return }
        if state.focus == .details {
            drawTitle(place, isFocused: true, in: line, &buffer)
            return
        }
        let isColumns = !layout.divider.isEmpty && !layout.isStacked
        let left = isColumns ? Rect(x: line.x, y: line.y, width: layout.divider.x, height: 1) : line
        drawTitle(place, isFocused: state.focus == .list, in: left, &buffer)
        if isColumns {
            let corner = Rect(x: layout.divider.x, y: line.y, width: 1, height: 1)
            buffer.fill(corner, with: theme.glyphs.teeDown, style: theme.style(.furniture))
        }
    }

    /// Where the cursor is among the results.
    private var place: String {
        let count = state.search.neighbours.count
        let more = count >= state.search.limit && state.search.limit < SearchState.lastLimit ? "+" : ""
        return "\(Figures.count(state.list.selection + 1)) of \(Figures.count(count))\(more) nearest"
    }

    private func drawTitle(_ text: String, isFocused: Bool, in line: Rect, _ buffer: inout CellBuffer) {
        let style = theme.style(isFocused ? .accent : .secondary)
        buffer.write(" \(text) ", x: line.x + 2, y: line.y, style: style, in: line)
    }

    private func drawDivider(_ buffer: inout CellBuffer) {
        let line = layout.divider
        let glyph = layout.isStacked ? theme.glyphs.horizontal : theme.glyphs.vertical
        buffer.fill(line, with: glyph, style: theme.style(.furniture))
        if !layout.isStacked {
            buffer.thumb(
                on: line, first: state.list.visible(page: state.page).lowerBound, page: state.page,
                total: state.list.count, style: theme.style(.secondary), glyphs: theme.glyphs)
        }
    }

    private func drawNotes(_ buffer: inout CellBuffer) {
        let area = layout.notes
        guard !area.isEmpty else { return }
        let lines = SearchLayout.noteLines(state.search.outcome, width: area.width - 4)
        let style = theme.style(.warning)
        buffer.write(String(theme.glyphs.warning), x: area.x + 1, y: area.y, style: style, in: area)
        for (row, line) in lines.prefix(area.height).enumerated() {
            let text = line.spans.map(\.text).joined()
            buffer.write(text, x: area.x + 3, y: area.y + row, style: style, in: area)
        }
    }

    // MARK: What stands in the panes

    private func drawNothingFound(_ buffer: inout CellBuffer) {
        let area = layout.body.inset(x: 3, y: layout.body.height >= 6 ? 1 : 0)
        if let objection = state.search.objection {
            if state.error == nil { write([(objection.description, .secondary)], in: area, &buffer) }
            return
        }
        if state.search.outcome == nil { return }
        var texts: [(String, Role)] = [
            (PlainText.oneLine("Nothing found for \"\(state.search.query)\"."), .strong)
        ]
        texts += (state.search.outcome?.allNotes ?? []).map { (PlainText.oneLine($0), Role.warning) }
        if state.progress != nil {
            texts.append(("Indexing is under way: passages turn up here as they become searchable.", .secondary))
        } else if state.corpus.passages == 0 {
            texts.append(("This corpus holds no passages yet. `nearest status` says what was indexed.", .secondary))
        } else if state.search.outcome?.searched != 0 {
            texts.append(("Say it in other words, or leave out a filter such as type: or ext:.", .secondary))
        }
        write(texts, in: area, &buffer)
    }

    private func write(_ texts: [(String, Role)], in area: Rect, _ buffer: inout CellBuffer) {
        var y = area.y
        for (text, role) in texts {
            for line in Paragraph(text, style: theme.style(role)).lines(width: min(area.width, 76)) {
                buffer.write(line.spans, x: area.x, y: y, in: area)
                y += 1
            }
            y += 1
        }
    }

    private func drawPreview(in area: Rect, _ buffer: inout CellBuffer) {
        guard let pane = PreviewPane(state, in: area) else { return }
        pane.draw(in: area, state: state, &buffer)
    }

    // MARK: Bottom

    private func drawBottom(_ buffer: inout CellBuffer) {
        drawError(&buffer)
        if let progress = state.progress, !layout.gauge.isEmpty {
            ProgressLine(progress, theme).draw(in: layout.gauge, &buffer)
        }
        let status = StatusText(state).spans(width: layout.status.width - 2)
        let hints = Hints.of(state)
        if layout.hints.isEmpty {
            StatusLine(left: status, hints: hints).draw(in: layout.status.inset(x: 1), &buffer, theme: theme)
        } else {
            StatusLine(left: status).draw(in: layout.status.inset(x: 1), &buffer, theme: theme)
            StatusLine(hints: hints).drawFromLeft(in: layout.hints.inset(x: 1), &buffer, theme: theme)
        }
    }

    private func drawError(_ buffer: inout CellBuffer) {
        guard let error = state.error, !layout.error.isEmpty else { return }
        let area = layout.error
        let style = theme.style(.error)
        buffer.write(String(theme.glyphs.warning), x: area.x + 1, y: area.y, style: style, in: area)
        let lines = Paragraph(error.description, style: style).lines(width: area.width - 4)
        for (row, line) in lines.prefix(area.height).enumerated() {
            buffer.write(line.spans, x: area.x + 3, y: area.y + row, in: area)
        }
    }
}
