/// One line of text that is being edited, with a cursor between its characters.
package struct TextField: Hashable, Sendable {
    package private(set) var characters: [Character]
    /// How many characters stand before the cursor.
    package private(set) var cursor: Int
    /// Longer texts are cut when they are put in.
    package static let limit = 4000

    package init(_ text: String = "") {
        characters = Array(text.prefix(Self.limit))
        cursor = characters.count
    }

    package var text: String { String(characters) }
    package var isEmpty: Bool { characters.isEmpty }

    /// Puts `text` in at the cursor. Controls and line breaks are the caller's to remove.
    package mutating func insert(_ text: String) {
        // Joined as strings, since a combining mark becomes part of the character before it.
        let head = Array(String(characters[..<cursor]) + text)
        let whole = Array(String(head) + String(characters[cursor...]))
        characters = Array(whole.prefix(Self.limit))
        cursor = min(head.count, characters.count)
    }

    package mutating func clear() {
        characters = []
        cursor = 0
    }

    package mutating func moveLeft() { cursor = max(0, cursor - 1) }
    package mutating func moveRight() { cursor = min(characters.count, cursor + 1) }
    package mutating func moveToStart() { cursor = 0 }
    package mutating func moveToEnd() { cursor = characters.count }
    package mutating func moveWordLeft() { cursor = wordStart }
    package mutating func moveWordRight() { cursor = wordEnd }

    package mutating func deleteBackward() { remove(max(0, cursor - 1)..<cursor) }
    package mutating func deleteForward() { remove(cursor..<min(characters.count, cursor + 1)) }
    package mutating func deleteToStart() { remove(0..<cursor) }
    package mutating func deleteToEnd() { remove(cursor..<characters.count) }
    package mutating func deleteWordForward() { remove(cursor..<wordEnd) }
    package mutating func deleteWordLeft() { remove(wordStart..<cursor) }

    /// Deletes back to the white space before the cursor's word, as shells do on Ctrl-W.
    package mutating func deleteBackToSpace() {
        var start = cursor
        while start > 0, characters[start - 1].isWhitespace { start -= 1 }
        while start > 0, !characters[start - 1].isWhitespace { start -= 1 }
        remove(start..<cursor)
    }

    /// Puts the cursor before the character drawn at `column` of a field `width` cells wide.
    package mutating func moveCursor(toColumn column: Int, width: Int) {
        let window = window(width: width)
        var used = window.start > 0 ? 1 : 0
        cursor = window.start
        while cursor < characters.count {
            used += DisplayWidth.of(characters[cursor])
            if used > column { break }
            cursor += 1
        }
    }

    /// Draws the part around the cursor in the first row of `area`, and shows the terminal's cursor there.
    package func draw(in area: Rect, _ buffer: inout CellBuffer, style: Style, glyphs: Glyphs, focused: Bool) {
        guard !area.isEmpty else { return }
        let window = window(width: area.width)
        var x = area.x
        if window.start > 0 {
            let mark = Truncation.prefix(glyphs.ellipsis, to: 1)
            x = buffer.write(mark, x: x, y: area.y, style: Style(attributes: .dim).over(style), in: area)
        }
        buffer.write(String(characters[window.start...]), x: x, y: area.y, style: style, in: area)
        if focused { buffer.cursor = .init(x: min(area.x + window.cursorColumn, area.maxX - 1), y: area.y) }
    }

    /// Which character is drawn first, and the column in which the cursor then stands.
    ///
    /// A text that fits begins at its beginning; else the cursor keeps a few characters of what follows it in
    /// sight. The window depends on nothing but text, cursor and width, so that drawing stays a function.
    private func window(width: Int) -> (start: Int, cursorColumn: Int) {
        let before = DisplayWidth.of(String(characters[..<cursor]))
        let after = DisplayWidth.of(String(characters[cursor...]))
        if before + after < width { return (0, before) }
        let room = max(1, width - 1 - min(4, after, max(0, width / 4)))
        if before <= room { return (0, before) }
        var start = cursor
        var used = 1  // the ellipsis
        while start > 0 {
            let next = DisplayWidth.of(characters[start - 1])
            if used + next > room { break }
            used += next
            start -= 1
        }
        return (start, min(used, max(0, width - 1)))
    }

    private var wordStart: Int {
        var start = cursor
        while start > 0, !Self.isWordPart(characters[start - 1]) { start -= 1 }
        while start > 0, Self.isWordPart(characters[start - 1]) { start -= 1 }
        return start
    }

    private var wordEnd: Int {
        var end = cursor
        while end < characters.count, !Self.isWordPart(characters[end]) { end += 1 }
        while end < characters.count, Self.isWordPart(characters[end]) { end += 1 }
        return end
    }

    private static func isWordPart(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_"
    }

    private mutating func remove(_ range: Range<Int>) {
        let offset = String(characters[..<range.lowerBound])
        // Joined again, since what now meets may become one character.
        characters = Array(offset + String(characters[range.upperBound...]))
        cursor = min(range.lowerBound, characters.count)
    }
}
