import NearestCore
import TerminalKit

/// The neighbour under the cursor: what it is, and its text with the best sentence marked.
struct PreviewPane {
    /// How a line of the text relates to the passage.
    enum Kind: Hashable {
        case context
        case passage
        case match
    }

    /// Facts in as many lines as they need, under the path.
    var facts: [[Span]]
    var lines: [Paragraph.Line]
    var kinds: [Kind]
    let neighbour: Neighbour
    /// The area that the text takes.
    let page: Rect

    /// Cells before the text: a margin, the mark of the passage, and a gap.
    static let gutter = 3
    private static let widestText = 96

    init?(_ state: ExplorerState, in area: Rect) {
        guard let neighbour = state.selected, area.width >= 8, area.height >= 3 else { return nil }
        self.neighbour = neighbour
        let preview = state.preview.loaded?.segment == neighbour.segment ? state.preview.loaded : nil
        let theme = state.theme
        facts = FactLines.of(
            neighbour, preview: preview, width: area.width - 2,
            limit: state.focus == .details ? 4 : area.height >= 24 ? 2 : 1, theme: theme
        )
        let head = area.height >= 8 ? min(facts.count + 2, area.height / 2) : 1
        page = area.cutTop(head).1
        let width = min(page.width - Self.gutter - 2, Self.widestText)
        let text = PreviewText(neighbour: neighbour, preview: preview)
        lines = text.paragraph(theme: theme).lines(width: width)
        kinds = lines.map { line in
            if let best = text.best, best.overlaps(line.range) { return .match }
            return text.passage.overlaps(line.range) ? .passage : .context
        }
    }

    /// The first line that is drawn: as scrolled, or so that the best sentence (or the passage) stands in the
    /// upper third.
    func first(scroll: Int?) -> Int {
        let limit = max(0, lines.count - page.height)
        if let scroll { return min(max(0, scroll), limit) }
        guard let anchor = kinds.firstIndex(of: .match) ?? kinds.firstIndex(of: .passage) else { return 0 }
        let last = kinds.lastIndex(of: kinds[anchor]) ?? anchor
        if last < page.height { return 0 }
        return min(max(0, anchor - page.height / 3), limit)
    }
}

extension ExplorerState {
    private var previewArea: Rect {
        focus == .details ? layout.details : layout.preview
    }

    /// Lines of preview text in sight.
    var previewPage: Int {
        PreviewPane(self, in: previewArea)?.page.height ?? 1
    }

    mutating func scrollPreview(by lines: Int) {
        guard let pane = PreviewPane(self, in: previewArea) else { return }
        let limit = max(0, pane.lines.count - pane.page.height)
        preview.scroll = min(max(0, pane.first(scroll: preview.scroll) + lines), limit)
    }
}
