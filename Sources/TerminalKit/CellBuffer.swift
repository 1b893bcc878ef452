/// The screen as a value: `width` × `height` cells, row after row, and where the cursor stands.
///
/// Drawing never leaves the buffer nor the rectangle it was given, never splits a wide character, and never
/// lets a control character in.
package struct CellBuffer: Hashable, Sendable {
    package let width: Int
    package let height: Int
    package private(set) var cells: [Cell]
    /// Where the terminal's cursor is shown; nil hides it.
    package var cursor: Position?

    package struct Position: Hashable, Sendable {
        package var x: Int
        package var y: Int

        package init(x: Int, y: Int) {
            self.x = x
            self.y = y
        }
    }

    /// A blank screen. Negative sizes count as 0.
    package init(width: Int, height: Int) {
        self.width = max(0, width)
        self.height = max(0, height)
        cells = Array(repeating: .blank(), count: self.width * self.height)
    }

    package var bounds: Rect { Rect(width: width, height: height) }

    /// The cell at a place inside the buffer.
    package subscript(x: Int, y: Int) -> Cell {
        precondition(bounds.contains(x: x, y: y), "a cell of the buffer")
        return cells[y * width + x]
    }

    /// Draws one line of text from (`x`, `y`) on, clipped to `area`: characters that would cross the right edge
    /// or begin left of the left one are left out.
    ///
    /// - Returns: the column after the last cell drawn.
    @discardableResult
    package mutating func write(
        _ text: some StringProtocol, x: Int, y: Int, style: Style, in area: Rect
    ) -> Int {
        let area = area.intersection(bounds)
        guard y >= area.y, y < area.maxY else { return x }
        var column = x
        for character in text {
            guard let cell = Cell(character, style: style) else { continue }
            let end = column + Int(cell.width)
            if end > area.maxX { break }
            if column >= area.x { place(cell, x: column, y: y) }
            column = end
        }
        return column
    }

    /// Draws spans side by side; see `write(_:x:y:style:in:)`.
    @discardableResult
    package mutating func write(_ spans: [Span], x: Int, y: Int, in area: Rect) -> Int {
        var column = x
        for span in spans {
            let end = write(span.text, x: column, y: y, style: span.style, in: area)
            // A span that did not fit ends the line: what follows it must not move into its place.
            if end < column + span.width { return end }
            column = end
        }
        return column
    }

    /// Fills `area` with one character of one cell.
    package mutating func fill(_ area: Rect, with character: Character = " ", style: Style = .plain) {
        guard let cell = Cell(character, style: style), cell.width == 1 else { return }
        let area = area.intersection(bounds)
        for y in area.y..<max(area.y, area.maxY) {
            for x in area.x..<max(area.x, area.maxX) { place(cell, x: x, y: y) }
        }
    }

    /// Gives every cell of `area` the background and attributes of `style`, beneath what it has.
    package mutating func underlay(_ style: Style, in area: Rect) {
        let area = area.intersection(bounds)
        for y in area.y..<max(area.y, area.maxY) {
            for x in area.x..<max(area.x, area.maxX) {
                cells[y * width + x].style = cells[y * width + x].style.over(style)
            }
        }
    }

    /// Gives every cell of `area` another style; what is written there stays.
    package mutating func restyle(_ style: Style, in area: Rect) {
        let area = area.intersection(bounds)
        for y in area.y..<max(area.y, area.maxY) {
            for x in area.x..<max(area.x, area.maxX) { cells[y * width + x].style = style }
        }
    }

    private mutating func place(_ cell: Cell, x: Int, y: Int) {
        let start = y * width + x
        let span = max(1, Int(cell.width))
        clearBroken(from: start, count: span, row: y)
        cells[start] = cell
        for index in start + 1..<max(start + 1, start + span) { cells[index] = .continuation(cell.style) }
    }

    /// Blanks the halves of wide characters that writing over `count` cells would leave behind.
    private mutating func clearBroken(from start: Int, count: Int, row: Int) {
        var lead = start
        while cells[lead].width == 0, lead > row * width {
            lead -= 1
            cells[lead] = .blank(cells[lead].style)
        }
        var tail = start + count
        while tail < (row + 1) * width, cells[tail].width == 0 {
            cells[tail] = .blank(cells[tail].style)
            tail += 1
        }
    }
}
