/// Makes the suffix that ends words a space, and drops it at the end.
struct SuffixDecoder: Decoder {
    let suffix: [UInt32]

    func decode(_ tokens: [[UInt32]]) -> [[UInt32]] {
        tokens.enumerated().map { index, token in
            token.replacing(suffix, with: index == tokens.count - 1 ? [] : [0x20])
        }
    }
}
