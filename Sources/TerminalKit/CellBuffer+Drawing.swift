extension CellBuffer {
    /// The characters of the screen, line by line, without the blanks at the ends of lines: what tests compare.
    package var drawing: String {
        (0..<height).map(line).joined(separator: "\n")
    }

    /// One line of `drawing`.
    package func line(_ y: Int) -> String {
        var text = ""
        for x in 0..<width where self[x, y].width > 0 { text.append(self[x, y].grapheme) }
        while text.last == " " { text.removeLast() }
        return text
    }

    /// The places whose style satisfies `condition`, as a drawing of `#` and blanks.
    package func drawing(where condition: (Style) -> Bool) -> String {
        (0..<height).map { y in
            var text = String((0..<width).map { x in condition(self[x, y].style) ? "#" : " " })
            while text.last == " " { text.removeLast() }
            return text
        }.joined(separator: "\n")
    }
}
