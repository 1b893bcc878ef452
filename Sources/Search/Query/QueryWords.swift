/// Where the words of a query stand: what is between white space.
enum QueryWords {
    /// In one pass over the scalars, as a query may be a page that was pasted.
    static func ranges(in query: String) -> [Range<String.Index>] {
        let scalars = query.unicodeScalars
        var ranges: [Range<String.Index>] = []
        var start: String.Index?
        var index = scalars.startIndex
        while index < scalars.endIndex {
            if isSpace(scalars[index]) {
                if let begin = start { ranges.append(begin..<index) }
                start = nil
            } else if start == nil {
                start = index
            }
            scalars.formIndex(after: &index)
        }
        if let begin = start { ranges.append(begin..<scalars.endIndex) }
        return ranges
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII
            ? scalar == " " || (0x09...0x0D).contains(scalar.value) : scalar.properties.isWhitespace
    }
}
