import NearestCore
import TerminalKit

/// The neighbours, each in one to three lines.
struct ResultList {
    private let state: ExplorerState
    private let layout: SearchLayout
    private let theme: Theme

    init(_ state: ExplorerState, _ layout: SearchLayout) {
        self.state = state
        self.layout = layout
        theme = state.theme
    }

    func draw(into buffer: inout CellBuffer) {
        for (place, index) in state.list.visible(page: state.page).enumerated() {
            let row = Rect(
                x: layout.list.x, y: layout.list.y + place * layout.rowHeight, width: layout.list.width,
                height: layout.rowHeight)
            draw(state.search.neighbours[index], isSelected: index == state.list.selection, in: row, &buffer)
        }
    }

    private func draw(_ neighbour: Neighbour, isSelected: Bool, in row: Rect, _ buffer: inout CellBuffer) {
        if layout.rowHeight == 1 {
            drawCompact(neighbour, in: row, &buffer)
        } else {
            drawHead(neighbour, in: row, &buffer)
            drawFigures(neighbour, in: row, &buffer)
            if layout.rowHeight >= 3 { drawSnippet(neighbour, in: row, &buffer) }
        }
        guard isSelected else { return }
        for y in row.y..<row.maxY {
            buffer.write(String(theme.glyphs.marker), x: row.x, y: y, style: theme.style(.accent), in: row)
        }
        let style = theme.style(state.focus == .list ? .selection : .faintSelection)
        // Reversed, a bar would read as its opposite, so only the line with the path is.
        buffer.underlay(style, in: style.attributes.contains(.reverse) ? row.cutTop(1).0 : row)
    }

    // MARK: Lines

    /// `▌ 1 ████▌ 0.71 attention.pdf p. 4`
    private func drawCompact(_ neighbour: Neighbour, in row: Rect, _ buffer: inout CellBuffer) {
        var x = row.x + 1
        x = buffer.write(rank(neighbour), x: x, y: row.y, in: row) + 1
        if row.width >= 34 { x = buffer.write(bar(neighbour, width: 5), x: x, y: row.y, in: row) + 1 }
        x = buffer.write(score(neighbour), x: x, y: row.y, in: row) + 1
        if row.width >= 50 { x = buffer.write(percentile(neighbour), x: x, y: row.y, in: row) + 1 }
        let place = row.width >= 30 ? Self.place(neighbour) : ""
        drawPath(neighbour, place: place, x: x, in: row, &buffer)
    }

    /// `▌ 1 ¶ transformers/attention.pdf   p. 4`
    private func drawHead(_ neighbour: Neighbour, in row: Rect, _ buffer: inout CellBuffer) {
        var x = row.x + 1
        x = buffer.write(rank(neighbour), x: x, y: row.y, in: row) + 1
        let glyph = String(Self.glyph(neighbour, theme.glyphs))
        x = buffer.write(glyph, x: x, y: row.y, style: theme.style(.furniture), in: row) + 1
        drawPath(neighbour, place: isNarrow ? "" : Self.place(neighbour), x: x, in: row, &buffer)
    }

    /// Where the second line takes the place, so that more of the path is seen.
    private var isNarrow: Bool { layout.rowHeight == 2 && layout.list.width < 44 }

    /// `▌     ██████▌─── 0.71  99.9th  Attention is all you need`
    private func drawFigures(_ neighbour: Neighbour, in row: Rect, _ buffer: inout CellBuffer) {
        let y = row.y + 1
        var x = row.x + Self.indent
        x = buffer.write(bar(neighbour, width: isNarrow ? 7 : 12), x: x, y: y, in: row) + 1
        x = buffer.write(score(neighbour), x: x, y: y, in: row) + (isNarrow ? 1 : 2)
        x = buffer.write(percentile(neighbour), x: x, y: y, in: row) + (isNarrow ? 1 : 2)
        if isNarrow {
            let room = max(0, row.maxX - x - 1)
            var place = Self.place(neighbour)
            // The page alone says more than the beginning of a part's name.
            if DisplayWidth.of(place) > room { place = neighbour.page.map { "p. \($0)" } ?? place }
            place = Truncation.tail(place, to: room, ellipsis: theme.glyphs.ellipsis)
            let start = max(x, row.maxX - DisplayWidth.of(place) - 1)
            buffer.write(place, x: start, y: y, style: theme.style(.secondary), in: row)
            let tag = Self.tag(neighbour)
            guard x + DisplayWidth.of(tag) <= start - 1 else { return }
            buffer.write(tag, x: x, y: y, style: theme.style(.text), in: row)
            return
        }
        let tag = Self.tag(neighbour)
        if !tag.isEmpty, row.maxX - x > DisplayWidth.of(tag) {
            x = buffer.write(tag, x: x, y: y, style: theme.style(.text), in: row) + 2
        }
        let isTwoLines = layout.rowHeight == 2
        let text = Self.title(neighbour) ?? (isTwoLines ? Self.snippet(neighbour) : "")
        let room = row.maxX - x - 1
        guard room >= 12 else { return }
        let cut = Truncation.tail(text, to: room, ellipsis: theme.glyphs.ellipsis)
        let role: Role = Self.title(neighbour) == nil ? .secondary : .text
        buffer.write(cut, x: x, y: y, style: theme.style(role), in: row)
    }

    private func drawSnippet(_ neighbour: Neighbour, in row: Rect, _ buffer: inout CellBuffer) {
        let text = Truncation.tail(
            Self.snippet(neighbour), to: row.width - Self.indent - 1, ellipsis: theme.glyphs.ellipsis)
        buffer.write(text, x: row.x + Self.indent, y: row.y + 2, style: theme.style(.secondary), in: row)
    }

    private func drawPath(
        _ neighbour: Neighbour, place: String, x: Int, in row: Rect, _ buffer: inout CellBuffer
    ) {
        let placeWidth = place.isEmpty ? 0 : DisplayWidth.of(place) + 2
        let room = row.maxX - x - placeWidth - 1
        let path = PathSpans.of(neighbour.path.display, width: max(0, room), theme: theme)
        buffer.write(path, x: x, y: row.y, in: row)
        buffer.write(
            place, x: row.maxX - placeWidth + 1, y: row.y, style: theme.style(.secondary), in: row)
    }

    // MARK: Pieces

    private static let indent = 6
    private static let partWidth = 14

    private func rank(_ neighbour: Neighbour) -> [Span] {
        let width = layout.list.width < 30 ? 1 : 2
        let text = String(neighbour.rank)
        return [Span(String(repeating: " ", count: max(0, width - text.count)) + text, theme.style(.secondary))]
    }

    private func bar(_ neighbour: Neighbour, width: Int) -> [Span] {
        let stands = (neighbour.percentile ?? 0) >= 99
        let bar = Bar(
            fraction: Double(neighbour.score), filled: theme.style(stands ? .strongBar : .bar),
            track: theme.style(.track))
        return bar.spans(width: width, glyphs: theme.glyphs)
    }

    private func score(_ neighbour: Neighbour) -> [Span] {
        [Span(Figures.score(neighbour.score), theme.style(.figure))]
    }

    private func percentile(_ neighbour: Neighbour) -> [Span] {
        let text = neighbour.percentile.map(Figures.percentile) ?? ""
        let style = theme.style(.secondary)
        return [Span(text + String(repeating: " ", count: max(0, 6 - text.count)), style)]
    }

    private static func glyph(_ neighbour: Neighbour, _ glyphs: Glyphs) -> Character {
        switch neighbour.modality {
        case .text: glyphs.text
        case .image: glyphs.image
        case .audio: glyphs.audio
        case .video: glyphs.video
        }
    }

    /// What stands for the hit, where that is not its own text: `caption`, `ocr`; for pixels and samples the model that
    /// took them.
    private static func tag(_ neighbour: Neighbour) -> String {
        switch neighbour.evidence {
        case .content, .imported: ""
        // `clip-vit-base-patch32`: its family says enough here.
        case .native: PlainText.oneLine(ListSource.family(of: neighbour.model))
        default: neighbour.evidence.rawValue
        }
    }

    static func place(_ neighbour: Neighbour) -> String {
        let page = neighbour.page.map { "p. \($0)" }
        if let part = neighbour.part {
            // A member's folders say nothing here, and the path needs the room.
            let member = PlainText.oneLine(part.split(separator: "/").last.map(String.init) ?? part)
            // `page 2, picture 1`: the page follows.
            let name =
                page != nil && neighbour.partNamesPage ? String(member.drop { $0 != "," }.dropFirst(2)) : member
            return [Truncation.tail(name, to: partWidth, ellipsis: ""), page].compactMap { $0 }
                .filter { !$0.isEmpty }.joined(separator: " ")
        }
        if let page { return page }
        if let record = neighbour.record { return "#\(Figures.count(record))" }
        if case .time(let start, _) = neighbour.place { return Figures.clock(start) }
        return ""
    }

    private static func title(_ neighbour: Neighbour) -> String? {
        neighbour.title.map { PlainText.oneLine(String($0.prefix(300))) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The passage's beginning, without a first line that only repeats the title.
    private static func snippet(_ neighbour: Neighbour) -> String {
        let text = neighbour.text.prefix(400)
        if let title = title(neighbour), let end = text.firstIndex(where: \.isNewline),
            PlainText.oneLine(String(text[..<end])) == title
        {
            return PlainText.oneLine(String(text[end...]))
        }
        return PlainText.oneLine(String(text))
    }
}
