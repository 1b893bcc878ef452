/// Text in lines of a given width, with ranges of it in styles of their own.
///
/// Words wrap by display width, between words where there are any and anywhere between ideographs; a word
/// longer than a line is cut. Tabs go to the next multiple of four columns.
package struct Paragraph: Hashable, Sendable {
    /// A range of the text, in Unicode scalars, that looks different. Later regions win.
    package struct Region: Hashable, Sendable {
        package var range: Range<Int>
        package var style: Style

        package init(_ range: Range<Int>, _ style: Style) {
            self.range = range
            self.style = style
        }
    }

    package struct Line: Hashable, Sendable {
        package var spans: [Span]
        /// The Unicode scalars of the text that the line shows.
        package var range: Range<Int>
    }

    private struct Atom {
        var character: Character
        var width: Int
        var offset: Int
        var length: Int
    }

    package var text: String
    package var style: Style
    package var regions: [Region]

    package init(_ text: String, style: Style = .plain, regions: [Region] = []) {
        self.text = text
        self.style = style
        self.regions = regions
    }

    /// The text in lines of at most `width` cells; none for a width below 1. Runs of blank lines become one.
    package func lines(width: Int) -> [Line] {
        guard width > 0 else { return [] }
        var result: [Line] = []
        var atoms: [Atom] = []
        var offset = 0
        func endLine() {
            let isBlank = atoms.allSatisfy { $0.character == " " }
            if isBlank {
                let follows = result.last.map { !$0.spans.isEmpty } ?? false
                if follows { result.append(Line(spans: [], range: offset..<offset)) }
            } else {
                result.append(contentsOf: wrap(atoms, width: width))
            }
            atoms = []
        }
        for character in text {
            let length = character.unicodeScalars.count
            if character.isNewline {
                endLine()
            } else if character == "\t" {
                let column = atoms.reduce(0) { $0 + $1.width }
                for _ in 0..<(4 - column % 4) {
                    atoms.append(Atom(character: " ", width: 1, offset: offset, length: length))
                }
            } else {
                let cells = DisplayWidth.of(character)
                if cells > 0 {
                    atoms.append(Atom(character: character, width: cells, offset: offset, length: length))
                }
            }
            offset += length
        }
        endLine()
        if result.last?.spans.isEmpty == true { result.removeLast() }
        return result
    }

    private func wrap(_ atoms: [Atom], width: Int) -> [Line] {
        var result: [Line] = []
        var start = 0
        while start < atoms.count {
            let end = lineEnd(atoms, from: start, width: width)
            var shown = end
            while shown > start, atoms[shown - 1].character == " " { shown -= 1 }
            // An indent wider than the page leaves nothing to show, and no line.
            if shown > start { result.append(line(atoms[start..<shown])) }
            start = end
            while start < atoms.count, atoms[start].character == " " { start += 1 }
        }
        return result
    }

    /// Where the line that begins at `start` ends: after the last chance to break before the width is full.
    private func lineEnd(_ atoms: [Atom], from start: Int, width: Int) -> Int {
        var used = 0
        var breakable: Int?
        var index = start
        while index < atoms.count {
            let atom = atoms[index]
            if index > start, Self.mayBreak(atoms[index - 1].character, atom.character) { breakable = index }
            if atom.character != " ", used + atom.width > width {
                // A character wider than the line is skipped by being a line of its own, clipped when drawn.
                return breakable ?? max(index, start + 1)
            }
            used += atom.width
            index += 1
        }
        return atoms.count
    }

    private static func mayBreak(_ left: Character, _ right: Character) -> Bool {
        if right == " " { return false }
        if left == " " { return true }
        if left == "-" || left == "–" || left == "—" || left == "/" { return right.isLetter }
        guard DisplayWidth.of(left) == 2 || DisplayWidth.of(right) == 2 else { return false }
        return !"、。，．！？；：）」』】》〉”’".contains(right) && !"（「『【《〈“‘".contains(left)
    }

    private func line(_ atoms: ArraySlice<Atom>) -> Line {
        var spans: [Span] = []
        for atom in atoms {
            let look = regions.last { $0.range.contains(atom.offset) }?.style ?? style
            if let last = spans.last, last.style == look {
                spans[spans.count - 1].text.append(atom.character)
            } else {
                spans.append(Span(String(atom.character), look))
            }
        }
        let begin = atoms.first?.offset ?? 0
        let end = atoms.last.map { $0.offset + $0.length } ?? begin
        return Line(spans: spans, range: begin..<end)
    }
}
