/// One place of the screen.
package struct Cell: Hashable, Sendable {
    /// The grapheme cluster that begins here; a space in the cells that a wide one goes on over.
    package private(set) var grapheme: Character
    /// The cells that the grapheme takes; 0 in the cells that a wide one goes on over.
    package private(set) var width: UInt8
    package var style: Style

    /// - Returns: nil for a grapheme that takes no cell, such as a control or a lone format character.
    package init?(_ grapheme: Character, style: Style = .plain) {
        let width = DisplayWidth.of(grapheme)
        guard width > 0, let first = grapheme.unicodeScalars.first,
            !grapheme.unicodeScalars.contains(where: Self.isControl)
        else { return nil }
        self.grapheme = DisplayWidth.isMark(first) ? Character("◌\(grapheme)") : grapheme
        self.width = UInt8(clamping: width)
        self.style = style
    }

    private init(blank style: Style, width: UInt8) {
        grapheme = " "
        self.width = width
        self.style = style
    }

    package static func blank(_ style: Style = .plain) -> Cell {
        Cell(blank: style, width: 1)
    }

    static func continuation(_ style: Style) -> Cell {
        Cell(blank: style, width: 0)
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        // Whatever reorders the text around it would break the rectangle it stands in.
        default: (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
        }
    }
}
