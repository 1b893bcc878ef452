/// A word of a query that is no filter.
struct KeptWord {
    /// In the query.
    var range: Range<String.Index>
    /// Whether a filter stood before it, and not another word.
    var followsFilter: Bool

    /// Words as they were typed, white space between them included, since names of files may hold any; a filter
    /// between two of them leaves a space.
    static func text(of words: some Sequence<KeptWord>, in query: String) -> String {
        var text = ""
        var stretch: Range<String.Index>?
        for word in words {
            if let open = stretch, !word.followsFilter {
                stretch = open.lowerBound..<word.range.upperBound
                continue
            }
            if let open = stretch { text += query[open] + " " }
            stretch = word.range
        }
        return stretch.map { text + query[$0] } ?? text
    }
}
