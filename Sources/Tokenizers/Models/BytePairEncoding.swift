/// Byte pair encoding (Sennrich, Haddow and Birch 2016): a word's scalars are tokens, and neighbours merge as long
/// as a merge for them is known, the one that was learnt first before all others.
struct BytePairEncoding: TokenModel {
    let vocabulary: Vocabulary
    private let merges: MergeTable
    private let unknown: Int32?
    private let joinsUnknown: Bool
    private let ignoresMerges: Bool
    /// Of parts that do not begin a word.
    private let prefix: [UInt32]
    /// Of the part that ends a word.
    private let suffix: [UInt32]
    /// The token of every byte, for scalars that have none of their own; nil where the model does without.
    private let byteTokens: [Int32?]?
    /// The tokens of the first scalars in the four places of a word; -1 where there is none.
    private let singles: [[Int32]]

    private static let singleCount: UInt32 = 0x250

    /// - Throws: `NearestError(.brokenModel)` when a member is missing or merges tokens that are not known.
    init(_ node: ConfigurationNode) throws {
        let vocabulary = try Vocabulary(try node.required("vocab"))
        let prefix = try node.child("continuing_subword_prefix")?.scalars() ?? []
        self.init(
            vocabulary: vocabulary, merges: try MergeTable(try node.required("merges"), vocabulary, prefix: prefix),
            unknown: try node.child("unk_token").flatMap { vocabulary.id(of: try $0.scalars()) }, prefix: prefix,
            suffix: try node.child("end_of_word_suffix")?.scalars() ?? [],
            joinsUnknown: try node.bool("fuse_unk", default: false),
            ignoresMerges: try node.bool("ignore_merges", default: false),
            fallsBackToBytes: try node.bool("byte_fallback", default: false))
    }

    init(
        vocabulary: Vocabulary, merges: MergeTable, unknown: Int32? = nil, prefix: [UInt32] = [],
        suffix: [UInt32] = [], joinsUnknown: Bool = false, ignoresMerges: Bool = false,
        fallsBackToBytes: Bool = false
    ) {
        self.vocabulary = vocabulary
        self.merges = merges
        self.unknown = unknown
        self.prefix = prefix
        self.suffix = suffix
        self.joinsUnknown = joinsUnknown
        self.ignoresMerges = ignoresMerges
        byteTokens = fallsBackToBytes ? vocabulary.byteTokens : nil
        singles = (0..<4).map { place in
            (0..<Self.singleCount).map { scalar in
                let token = (place & 1 == 0 ? prefix : []) + [scalar] + (place & 2 == 0 ? [] : suffix)
                return vocabulary.id(of: token) ?? -1
            }
        }
    }

    func tokenize(_ words: [Range<Int>], of text: NormalizedText, limit: Int, into tokens: inout TokenList) {
        var word = MergedWord()
        for range in words {
            if tokens.count >= limit { return }
            if ignoresMerges, let id = vocabulary.id(of: Array(text.scalars[range])) {
                tokens.append(id, text.originalRange(of: range))
                continue
            }
            word.removeAll()
            fill(&word, with: text.scalars[range])
            word.merge(merges)
            append(word, range, of: text, to: &tokens)
        }
    }

    private func fill(_ word: inout MergedWord, with scalars: ArraySlice<UInt32>) {
        /// The bytes of unknown scalars that no token stands for yet.
        var unknownBytes: Int?
        for index in scalars.indices {
            let scalar = scalars[index]
            let isFirst = index == scalars.startIndex
            let isLast = index == scalars.endIndex - 1
            if let id = token(of: scalar, isFirst: isFirst, isLast: isLast) {
                if let unknown, let bytes = unknownBytes { word.append(unknown, byteCount: bytes) }
                unknownBytes = nil
                word.append(id, byteCount: UTF8Bytes.count(of: scalar))
            } else if let bytes = fallback(for: scalar, isFirst: isFirst, isLast: isLast) {
                for id in bytes { word.append(id, byteCount: 1) }
            } else if let unknown {
                let byteCount = UTF8Bytes.count(of: scalar)
                if !joinsUnknown, let bytes = unknownBytes { word.append(unknown, byteCount: bytes) }
                unknownBytes = joinsUnknown ? (unknownBytes ?? 0) + byteCount : byteCount
            }
        }
        if let unknown, let bytes = unknownBytes { word.append(unknown, byteCount: bytes) }
    }

    @inline(__always)
    private func token(of scalar: UInt32, isFirst: Bool, isLast: Bool) -> Int32? {
        if scalar < Self.singleCount {
            let id = singles[(isFirst ? 1 : 0) | (isLast ? 2 : 0)][Int(scalar)]
            return id < 0 ? nil : id
        }
        return vocabulary.id(of: (isFirst ? [] : prefix) + [scalar] + (isLast ? suffix : []))
    }

    /// A token for each byte; nil where the model does without, or one of them has none.
    private func fallback(for scalar: UInt32, isFirst: Bool, isLast: Bool) -> [Int32]? {
        guard let byteTokens else { return nil }
        let spelt = (isFirst ? [] : prefix) + [scalar] + (isLast ? suffix : [])
        let ids = UTF8Bytes.of(spelt).compactMap { byteTokens[Int($0)] }
        return ids.count == UTF8Bytes.of(spelt).count ? ids : nil
    }

    /// A token stands where its bytes do. As in the reference, bytes are counted over the tokens: a scalar without
    /// any, in a model without an unknown token, moves those behind it.
    private func append(
        _ word: MergedWord, _ range: Range<Int>, of text: NormalizedText, to tokens: inout TokenList
    ) {
        var start = range.lowerBound
        /// Bytes of the scalar at `start` that earlier tokens took up.
        var taken = 0
        word.forEach { id, byteCount in
            var end = start
            var left = byteCount + taken
            while end < range.upperBound - 1, left > UTF8Bytes.count(of: text.scalars[end]) {
                left -= UTF8Bytes.count(of: text.scalars[end])
                end += 1
            }
            tokens.append(id, text.originalRange(of: min(start, range.upperBound - 1)..<end + 1))
            let isWhole = left >= UTF8Bytes.count(of: text.scalars[end])
            (start, taken) = isWhole && end + 1 < range.upperBound ? (end + 1, 0) : (end, left)
        }
    }
}
