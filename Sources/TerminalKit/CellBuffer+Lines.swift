extension CellBuffer {
    /// Draws the edge of `area`.
    package mutating func frame(_ area: Rect, style: Style, glyphs: Glyphs) {
        guard area.width >= 2, area.height >= 2 else { return }
        let (top, bottom, left, right) = (area.y, area.maxY - 1, area.x, area.maxX - 1)
        fill(Rect(x: left, y: top, width: area.width, height: 1), with: glyphs.horizontal, style: style)
        fill(Rect(x: left, y: bottom, width: area.width, height: 1), with: glyphs.horizontal, style: style)
        fill(Rect(x: left, y: top, width: 1, height: area.height), with: glyphs.vertical, style: style)
        fill(Rect(x: right, y: top, width: 1, height: area.height), with: glyphs.vertical, style: style)
        for (x, y, corner) in [
            (left, top, glyphs.topLeft), (right, top, glyphs.topRight),
            (left, bottom, glyphs.bottomLeft), (right, bottom, glyphs.bottomRight),
        ] { fill(Rect(x: x, y: y, width: 1, height: 1), with: corner, style: style) }
    }

    /// Draws a thumb on a vertical edge: which part of `total` lines the `page` lines from `first` on are.
    /// Nothing where all of them are in sight.
    package mutating func thumb(
        on edge: Rect, first: Int, page: Int, total: Int, style: Style, glyphs: Glyphs
    ) {
        guard total > page, page > 0, edge.height > 0 else { return }
        let length = max(1, edge.height * page / total)
        let travel = edge.height - length
        let limit = total - page
        // Rounded, but the ends are kept for being at the ends.
        var offset = (min(first, limit) * travel * 2 + limit) / (2 * limit)
        if first > 0, travel > 0 { offset = max(offset, 1) }
        if first < limit, travel > 0 { offset = min(offset, travel - 1) }
        fill(
            Rect(x: edge.x, y: edge.y + max(0, offset), width: 1, height: length), with: glyphs.thumb,
            style: style)
    }
}
