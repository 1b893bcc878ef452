/// A horizontal bar: filled from the left in steps of an eighth of a cell, or of a cell without UTF-8.
package struct Bar: Hashable, Sendable {
    /// 0 to 1; anything outside, and what is not a number, is clamped.
    package var fraction: Double
    package var filled: Style
    package var track: Style

    package init(fraction: Double, filled: Style, track: Style) {
        self.fraction = fraction.isNaN ? 0 : min(1, max(0, fraction))
        self.filled = filled
        self.track = track
    }

    /// The bar as exactly `width` cells. Where the track is a background, a cell that is filled in part shows it.
    package func spans(width: Int, glyphs: Glyphs) -> [Span] {
        let width = max(0, width)
        let steps = glyphs.eighths.count
        let units = Int((fraction * Double(width * steps)).rounded())
        var text = String(repeating: glyphs.eighths[steps - 1], count: units / steps)
        if units % steps > 0 { text.append(glyphs.eighths[units % steps - 1]) }
        let rest = String(repeating: glyphs.track, count: width - text.count)
        return [Span(text, filled.over(Style(background: track.background))), Span(rest, track)]
            .filter { !$0.text.isEmpty }
    }
}
