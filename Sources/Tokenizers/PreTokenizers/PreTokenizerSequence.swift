/// Several pre-tokenizers, each cutting what the one before left.
struct PreTokenizerSequence: PreTokenizer {
    let preTokenizers: [any PreTokenizer]

    func split(_ text: inout NormalizedText, into words: inout [Range<Int>]) {
        for preTokenizer in preTokenizers { preTokenizer.split(&text, into: &words) }
    }
}
