/// Where the words of a query stand: what is between white space.
enum QueryWords {
    /// In one pass over the bytes, as a query may be a page that was pasted.
    static func ranges(in query: String) -> [Range<String.Index>] {
        let bytes = query.utf8
        var ranges: [Range<String.Index>] = []
        var start: String.Index?
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            // Bytes that continue a scalar belong to the one that began it.
            if byte & 0xC0 != 0x80 {
                let isSpace =
                    byte < 0x80
                    ? byte == 0x20 || (0x09...0x0D).contains(byte)
                    : query.unicodeScalars[index].properties.isWhitespace
                if isSpace {
                    if let begin = start { ranges.append(begin..<index) }
                    start = nil
                } else if start == nil {
                    start = index
                }
            }
            bytes.formIndex(after: &index)
        }
        if let begin = start { ranges.append(begin..<bytes.endIndex) }
        return ranges
    }
}
