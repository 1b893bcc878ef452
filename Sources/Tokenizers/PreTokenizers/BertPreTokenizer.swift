/// Words are what stands between white space, and every punctuation mark is a word.
struct BertPreTokenizer: PreTokenizer {
    func split(_ text: inout NormalizedText, into words: inout [Range<Int>]) {
        let table = CharacterTable.shared
        var result: [Range<Int>] = []
        result.reserveCapacity(text.count / 4)
        text.scalars.withUnsafeBufferPointer { scalars in
            for word in words {
                var start = word.lowerBound
                for index in word {
                    let classes = table.classes(of: scalars[index])
                    if classes.isDisjoint(with: [.whitespace, .punctuation]) { continue }
                    if start < index { result.append(start..<index) }
                    start = index + 1
                    if !classes.contains(.whitespace) { result.append(index..<start) }
                }
                if start < word.upperBound { result.append(start..<word.upperBound) }
            }
        }
        words = result
    }
}
