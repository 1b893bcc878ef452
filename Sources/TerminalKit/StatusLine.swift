/// The bottom of the screen: what is going on at the left, what the keys do at the right.
package struct StatusLine: Hashable, Sendable {
    package struct Hint: Hashable, Sendable {
        package var key: String
        package var label: String

        package init(_ key: String, _ label: String) {
            self.key = key
            self.label = label
        }
    }

    package var left: [Span]
    /// The most useful first: where there is little room the last ones go.
    package var hints: [Hint]

    package init(left: [Span] = [], hints: [Hint] = []) {
        self.left = left
        self.hints = hints
    }

    /// Draws into the first row of `area`.
    package func draw(in area: Rect, _ buffer: inout CellBuffer, theme: Theme) {
        guard !area.isEmpty else { return }
        let end = buffer.write(left, x: area.x, y: area.y, in: area)
        let gap = left.isEmpty ? 0 : 2
        let spans = fitting(width: area.maxX - end - gap, theme: theme)
        buffer.write(spans, x: area.maxX - spans.width, y: area.y, in: area)
    }

    /// Draws the hints alone, from the left edge on.
    package func drawFromLeft(in area: Rect, _ buffer: inout CellBuffer, theme: Theme) {
        guard !area.isEmpty else { return }
        buffer.write(fitting(width: area.width, theme: theme), x: area.x, y: area.y, in: area)
    }

    private func fitting(width: Int, theme: Theme) -> [Span] {
        var spans: [Span] = []
        for (index, hint) in hints.enumerated() {
            var next = [Span(hint.key, theme.style(.key)), Span(" \(hint.label)", theme.style(.secondary))]
            if index > 0 { next.insert(Span("   ", .plain), at: 0) }
            if spans.width + next.width > width { break }
            spans += next
        }
        return spans
    }
}
