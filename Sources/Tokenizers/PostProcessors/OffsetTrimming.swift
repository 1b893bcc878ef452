/// Leaves the spaces that byte-level tokens begin and end with out of the tokens' offsets.
struct OffsetTrimming: PostProcessor {
    /// Whether the tokenizer puts a space before every text.
    let addsPrefixSpace: Bool

    var specialTokenCount: Int { 0 }

    func process(_ encoding: inout Encoding) {
        let table = CharacterTable.shared
        func isSpace(_ scalar: UInt32) -> Bool {
            scalar == ByteAlphabet.space || table.classes(of: scalar).contains(.whitespace)
        }
        for index in encoding.ids.indices {
            let token = encoding.names.scalars(of: encoding.ids[index])
            let range = encoding.offsets[index]
            var leading = token.prefix(while: isSpace).count
            let trailing = token.reversed().prefix(while: isSpace).count
            if leading == 0 && trailing == 0 { continue }
            // A space that the tokenizer put before the text has no place in the original to be left out.
            if addsPrefixSpace && (index == 0 || range.lowerBound == 0) { leading = 0 }
            let start = min(range.lowerBound + leading, range.upperBound)
            let end = range.upperBound >= trailing ? max(range.upperBound - trailing, start) : range.upperBound
            encoding.move(index, to: start..<max(start, end))
        }
    }
}
