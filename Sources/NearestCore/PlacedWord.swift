/// A word of a text, and where it stands there.
package struct PlacedWord: Hashable, Sendable {
    /// As full-text search sees it: folded, without accents.
    package var text: String
    /// Unicode scalars of the text that it was made of.
    package var range: Range<Int>

    package init(text: String, range: Range<Int>) {
        self.text = text
        self.range = range
    }

    /// Whether it is a single Chinese or Japanese character, which is a word only beside others.
    package var isIdeograph: Bool {
        let scalars = text.unicodeScalars
        guard let first = scalars.first, scalars.count == 1 else { return false }
        return WordTable.shared.entry(of: first.value).kind == .alone
    }
}
