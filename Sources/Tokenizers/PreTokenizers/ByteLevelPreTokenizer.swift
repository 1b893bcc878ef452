/// Spells every byte of a text as a visible character, after cutting it into words as GPT-2 does.
struct ByteLevelPreTokenizer: PreTokenizer {
    private let addsPrefixSpace: Bool
    private let words: RegularExpression?

    /// Radford et al. 2019: English contractions, then letters, digits and signs, each with the space before it;
    /// of more spaces the last belongs to what follows.
    private static let pattern =
        #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#

    init(_ node: ConfigurationNode) throws {
        try self.init(
            addsPrefixSpace: node.bool("add_prefix_space", default: true),
            cutsWords: node.bool("use_regex", default: true))
    }

    init(addsPrefixSpace: Bool, cutsWords: Bool) throws {
        self.addsPrefixSpace = addsPrefixSpace
        words = cutsWords ? try RegularExpression(RawText.scalars(of: Self.pattern)) : nil
    }

    func split(_ text: inout NormalizedText, into words: inout [Range<Int>]) {
        var rewriting = TextRewriting(capacity: text.count + text.count / 4)
        let alphabet = ByteAlphabet.scalars
        for word in words {
            var piece = NormalizedText(slice: word, of: text)
            if addsPrefixSpace, piece.scalars.first != 0x20 {
                PrependNormalizer(prefix: [0x20]).normalize(&piece)
            }
            for part in parts(of: piece.scalars) {
                rewriting.beginWord()
                for index in part {
                    UTF8Bytes.forEach(of: piece.scalars[index]) { byte in
                        rewriting.append(alphabet[Int(byte)], origin: piece.origins[index])
                    }
                }
            }
        }
        (text, words) = rewriting.finish()
    }

    private func parts(of scalars: [UInt32]) -> [Range<Int>] {
        guard let words else { return [0..<scalars.count] }
        let matches = scalars.withUnsafeBufferPointer { words.matches(in: $0) }
        var parts: [Range<Int>] = []
        parts.reserveCapacity(matches.count)
        SplitBehavior.isolated.split(0..<scalars.count, at: matches, into: &parts)
        return parts
    }
}
