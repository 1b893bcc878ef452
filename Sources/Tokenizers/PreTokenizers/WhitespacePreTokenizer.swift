/// The regular expression `\w+|[^\w\s]+`: runs of letters and digits, and runs of everything else but space.
struct WhitespacePreTokenizer: PreTokenizer {
    func split(_ text: inout NormalizedText, into words: inout [Range<Int>]) {
        let table = CharacterTable.shared
        enum Kind { case space, word, other }
        func kind(_ scalar: UInt32) -> Kind {
            let classes = table.classes(of: scalar)
            return classes.contains(.word) ? .word : classes.contains(.whitespace) ? .space : .other
        }
        var result: [Range<Int>] = []
        for word in words {
            var start = word.lowerBound
            while start < word.upperBound {
                let first = kind(text.scalars[start])
                var end = start + 1
                while end < word.upperBound, kind(text.scalars[end]) == first { end += 1 }
                if first != .space { result.append(start..<end) }
                start = end
            }
        }
        words = result
    }
}
