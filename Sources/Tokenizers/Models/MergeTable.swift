/// The merges of a byte pair encoding: which two tokens become which, and which merge comes first.
struct MergeTable: Sendable {
    private var ranks: PairTable
    private var results: [Int32] = []

    /// The merges of a node such as `["a b", …]`, or, newer, `[["a", "b"], …]`.
    ///
    /// - Parameter prefix: what continuations begin with, which goes when they are merged.
    /// - Throws: `NearestError(.brokenModel)` for a merge of tokens, or into one, that the vocabulary lacks.
    init(_ node: ConfigurationNode, _ vocabulary: Vocabulary, prefix: [UInt32]) throws {
        let merges = try node.elements()
        self.init(capacity: merges.count)
        for merge in merges {
            guard try append(Self.pair(merge), vocabulary, prefix: prefix) else {
                throw merge.broken("merges tokens that are not all in the vocabulary")
            }
        }
    }

    init(capacity: Int) {
        ranks = PairTable(minimumCapacity: capacity)
        results.reserveCapacity(capacity)
    }

    /// - Returns: whether the vocabulary has all three tokens.
    mutating func append(
        _ pair: (left: [UInt32], right: [UInt32]), _ vocabulary: Vocabulary, prefix: [UInt32]
    ) -> Bool {
        guard let left = vocabulary.id(of: pair.left), let right = vocabulary.id(of: pair.right),
            let result = vocabulary.id(of: pair.left + pair.right.dropFirst(prefix.count))
        else { return false }
        ranks[left, right] = Int32(truncatingIfNeeded: results.count)
        results.append(result)
        return true
    }

    private static func pair(_ node: ConfigurationNode) throws -> (left: [UInt32], right: [UInt32]) {
        if case .array = node.value {
            let parts = try node.elements()
            guard parts.count == 2 else { throw node.broken("is not a pair of tokens") }
            return (try parts[0].scalars(), try parts[1].scalars())
        }
        guard let pair = pair(try node.scalars()[...]) else { throw node.broken("is not a pair of tokens") }
        return pair
    }

    /// The two tokens of a line with one space between them.
    static func pair(_ line: ArraySlice<UInt32>) -> (left: [UInt32], right: [UInt32])? {
        let parts = line.split(separator: 0x20, omittingEmptySubsequences: false)
        return parts.count == 2 ? (Array(parts[0]), Array(parts[1])) : nil
    }

    /// The rank of the merge of two tokens, the first merge having 0; nil where they do not merge.
    @inline(__always)
    func rank(_ left: Int32, _ right: Int32) -> Int32? { ranks[left, right] }

    @inline(__always)
    func result(ofRank rank: Int32) -> Int32 { results[Int(rank)] }
}
