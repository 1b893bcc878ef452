import NearestCore
import TerminalKit

extension PreviewPane {
    func draw(in area: Rect, state: ExplorerState, _ buffer: inout CellBuffer) {
        let theme = state.theme
        let left = area.x + 1
        let head = Rect(x: left, y: area.y, width: area.width - 2, height: page.y - area.y)
        let path = PathSpans.of(neighbour.path.display, width: head.width, theme: theme)
        buffer.write(path, x: left, y: head.y, in: head)
        for (row, line) in facts.prefix(max(0, head.height - 2)).enumerated() {
            buffer.write(line, x: left, y: head.y + 1 + row, in: head)
        }
        if head.height >= 2 {
            let rule = Rect(x: left, y: head.maxY - 1, width: head.width, height: 1)
            buffer.fill(rule, with: theme.glyphs.horizontal, style: theme.style(.furniture))
        }
        drawText(state.preview.scroll, theme: theme, edge: area.maxX - 1, &buffer)
        if let error = state.preview.error { drawError(error, theme: theme, in: head, &buffer) }
    }

    private func drawText(_ scroll: Int?, theme: Theme, edge: Int, _ buffer: inout CellBuffer) {
        let start = first(scroll: scroll)
        for row in 0..<max(0, min(page.height, lines.count - start)) {
            let y = page.y + row
            switch kinds[start + row] {
            case .match: put(theme.glyphs.match, theme.style(.accent), y: y, &buffer)
            case .passage: put(theme.glyphs.passage, theme.style(.furniture), y: y, &buffer)
            case .context: break
            }
            buffer.write(lines[start + row].spans, x: page.x + Self.gutter, y: y, in: page)
        }
        guard lines.count > page.height else { return }
        let track = Rect(x: edge, y: page.y, width: 1, height: page.height)
        buffer.fill(track, with: theme.glyphs.vertical, style: theme.style(.furniture))
        buffer.thumb(
            on: track, first: start, page: page.height, total: lines.count, style: theme.style(.secondary),
            glyphs: theme.glyphs)
    }

    private func put(_ glyph: Character, _ style: Style, y: Int, _ buffer: inout CellBuffer) {
        buffer.write(String(glyph), x: page.x + 1, y: y, style: style, in: page)
    }

    private func drawError(_ error: NearestError, theme: Theme, in head: Rect, _ buffer: inout CellBuffer) {
        guard head.height >= 2 else { return }
        let text = Truncation.tail(error.description, to: head.width, ellipsis: theme.glyphs.ellipsis)
        let y = head.maxY - 1
        buffer.fill(Rect(x: head.x, y: y, width: head.width, height: 1))
        buffer.write(text, x: head.x, y: y, style: theme.style(.warning), in: head)
    }
}
