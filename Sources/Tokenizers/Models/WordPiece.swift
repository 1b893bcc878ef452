/// WordPiece (Schuster and Nakajima 2012; Wu et al. 2016): the longest token that a word begins with, then the
/// longest continuation, and so on; a word that cannot be finished so is unknown as a whole.
struct WordPiece: TokenModel {
    let vocabulary: Vocabulary
    /// What continuations begin with in the vocabulary, `##`.
    private let prefix: [UInt32]
    private let prefixHash: UInt64
    private let unknown: Int32
    /// In scalars; longer words are unknown.
    private let longestWord: Int

    /// - Throws: `NearestError(.brokenModel)` when a member is missing or the unknown token is not in the
    ///   vocabulary.
    init(_ node: ConfigurationNode) throws {
        let unknown = try node.child("unk_token")?.scalars() ?? RawText.scalars(of: "[UNK]")
        let vocabulary = try Vocabulary(try node.required("vocab"))
        guard let id = vocabulary.id(of: unknown) else {
            throw node.broken("has no unknown token \(RawText.string(of: unknown)) in its vocabulary")
        }
        let longestWord = try node.child("max_input_chars_per_word")?.integer() ?? 100
        if longestWord < 0 { throw node.broken("has a negative max_input_chars_per_word") }
        self.init(
            vocabulary: vocabulary, unknown: id, longestWord: longestWord,
            prefix: try node.child("continuing_subword_prefix")?.scalars() ?? RawText.scalars(of: "##"))
    }

    init(vocabulary: Vocabulary, unknown: Int32, longestWord: Int, prefix: [UInt32]) {
        self.vocabulary = vocabulary
        self.unknown = unknown
        self.longestWord = longestWord
        self.prefix = prefix
        prefixHash = prefix.reduce(Vocabulary.seed, Vocabulary.extend)
    }

    func tokenize(_ words: [Range<Int>], of text: NormalizedText, limit: Int, into tokens: inout TokenList) {
        tokens.reserve(tokens.count + min(words.count + words.count / 4, limit))
        let room = min(longestWord, vocabulary.longest)
        text.scalars.withUnsafeBufferPointer { scalars in
            withUnsafeTemporaryAllocation(of: UInt64.self, capacity: max(1, room)) { hashes in
                for word in words {
                    if tokens.count >= limit { return }
                    tokenize(word, of: scalars, text, hashes, into: &tokens)
                }
            }
        }
    }

    /// - Parameter hashes: room for the hashes of the beginnings of what is left of a word.
    private func tokenize(
        _ word: Range<Int>, of scalars: UnsafeBufferPointer<UInt32>, _ text: NormalizedText,
        _ hashes: UnsafeMutableBufferPointer<UInt64>, into tokens: inout TokenList
    ) {
        let before = tokens.count
        var start = word.lowerBound
        let isTooLong = word.count > longestWord
        while start < word.upperBound && !isTooLong {
            let isFirst = start == word.lowerBound
            let rest = UnsafeBufferPointer(rebasing: scalars[start..<word.upperBound])
            guard let (id, length) = longestToken(of: rest, isFirst: isFirst, hashes) else { break }
            tokens.append(id, text.originalRange(of: start..<start + length))
            start += length
        }
        if start < word.upperBound {
            tokens.truncate(to: before, from: .right)
            tokens.append(unknown, text.originalRange(of: word))
        }
    }

    /// The id and the scalars of the longest token that `rest` begins with.
    @inline(__always)
    private func longestToken(
        of rest: UnsafeBufferPointer<UInt32>, isFirst: Bool, _ hashes: UnsafeMutableBufferPointer<UInt64>
    ) -> (id: Int32, length: Int)? {
        let prefix = isFirst ? [] : prefix
        var hash = isFirst ? Vocabulary.seed : prefixHash
        var length = min(rest.count, vocabulary.longest - prefix.count)
        guard length > 0 else { return nil }
        for index in 0..<length {
            hash = Vocabulary.extend(hash, rest[index])
            hashes[index] = hash
        }
        while length > 0 {
            let beginning = UnsafeBufferPointer(rebasing: rest[..<length])
            if let id = vocabulary.id(hash: hashes[length - 1], prefix: prefix, word: beginning) {
                return (id, length)
            }
            length -= 1
        }
        return nil
    }
}
