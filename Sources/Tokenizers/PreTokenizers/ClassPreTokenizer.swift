/// Cuts at every scalar of a class: white space, punctuation or digits.
struct ClassPreTokenizer: PreTokenizer {
    let delimiter: CharacterClass
    let behavior: SplitBehavior

    func split(_ text: inout NormalizedText, into words: inout [Range<Int>]) {
        let table = CharacterTable.shared
        var result: [Range<Int>] = []
        for word in words {
            let matches = word.filter { !table.classes(of: text.scalars[$0]).isDisjoint(with: delimiter) }
            behavior.split(word, at: matches.map { $0..<$0 + 1 }, into: &result)
        }
        words = result
    }
}
