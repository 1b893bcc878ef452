/// A piece of a line in one style.
package struct Span: Hashable, Sendable {
    package var text: String
    package var style: Style

    package init(_ text: String, _ style: Style = .plain) {
        self.text = text
        self.style = style
    }

    package var width: Int { DisplayWidth.of(text) }
}

extension [Span] {
    /// The cells that the spans take side by side.
    package var width: Int { reduce(0) { $0 + $1.width } }
}
