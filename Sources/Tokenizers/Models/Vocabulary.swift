import NearestCore

/// Tokens and their ids.
///
/// Tokens are told apart scalar by scalar; a dictionary of Swift strings would take canonically equivalent ones
/// for the same. The table is an open-addressing hash whose key can be computed along a word, so that all its
/// beginnings are looked up without one of them being copied:
///
///     slots   [tag: 32 bits of the hash │ entry + 1: 32 bits], 0 where empty, a power of two of them
///     entry → starts[entry] ..< starts[entry + 1] in scalars, ids[entry]
final class Vocabulary: Sendable {
    private let scalars: [UInt32]
    private let starts: [Int32]
    private let ids: [Int32]
    private let slots: [UInt64]
    private let shift: UInt64
    /// Entries by ascending id.
    private let byID: [Int32]
    /// The scalars of the longest token.
    let longest: Int

    /// - Parameter tokens: of two equal ones the later counts.
    init(_ tokens: [(token: [UInt32], id: Int32)]) {
        var scalars: [UInt32] = []
        var starts: [Int32] = [0]
        scalars.reserveCapacity(tokens.count * 7)
        starts.reserveCapacity(tokens.count + 1)
        for (token, _) in tokens {
            scalars += token
            starts.append(Int32(truncatingIfNeeded: scalars.count))
        }
        var bits: UInt64 = 4
        while 1 << bits < tokens.count * 2 { bits += 1 }
        let ids = tokens.map(\.id)
        var slots = [UInt64](repeating: 0, count: 1 << bits)
        var live: [Int32] = []
        live.reserveCapacity(tokens.count)
        for entry in tokens.indices.reversed() {
            let token = tokens[entry].token
            let hash = token.reduce(Self.seed, Self.extend)
            var slot = Int(hash >> (64 - bits))
            var isNew = true
            while slots[slot] != 0 {
                let other = Int(slots[slot] & 0xFFFF_FFFF) - 1
                if slots[slot] >> 32 == hash & 0xFFFF_FFFF,
                    scalars[Int(starts[other])..<Int(starts[other + 1])].elementsEqual(token)
                {
                    isNew = false
                    break
                }
                slot = (slot + 1) & (slots.count - 1)
            }
            guard isNew else { continue }
            slots[slot] = hash << 32 | UInt64(entry + 1)
            live.append(Int32(truncatingIfNeeded: entry))
        }
        live.reverse()
        byID = Self.sorted(live, by: ids)
        longest = tokens.lazy.map(\.token.count).max() ?? 0
        shift = 64 - bits
        (self.scalars, self.starts, self.ids, self.slots) = (scalars, starts, ids, slots)
    }

    /// Vocabularies are nearly always written in the order of their ids.
    private static func sorted(_ entries: [Int32], by ids: [Int32]) -> [Int32] {
        let isSorted = zip(entries, entries.dropFirst()).allSatisfy { ids[Int($0)] <= ids[Int($1)] }
        return isSorted ? entries : entries.sorted { ids[Int($0)] < ids[Int($1)] }
    }

    /// The hash of the empty token.
    static let seed: UInt64 = 0x243F_6A88_85A3_08D3

    /// The hash of a token from that of the token without its last scalar.
    @inline(__always)
    static func extend(_ hash: UInt64, _ scalar: UInt32) -> UInt64 {
        ((hash << 5 | hash >> 59) ^ UInt64(scalar)) &* 0x9E37_79B9_7F4A_7C15
    }

    /// The id of the token `prefix` followed by `word`; nil where there is none.
    ///
    /// - Parameter hash: that of the whole token.
    @inline(__always)
    func id(hash: UInt64, prefix: [UInt32], word: UnsafeBufferPointer<UInt32>) -> Int32? {
        slots.withUnsafeBufferPointer { slots in
            var slot = Int(hash >> shift)
            while slots[slot] != 0 {
                let found = slots[slot]
                let entry = Int(found & 0xFFFF_FFFF) - 1
                if found >> 32 == hash & 0xFFFF_FFFF, isEntry(entry, prefix, word) { return ids[entry] }
                slot = (slot + 1) & (slots.count - 1)
            }
            return nil
        }
    }

    private func isEntry(_ entry: Int, _ prefix: [UInt32], _ word: UnsafeBufferPointer<UInt32>) -> Bool {
        let start = Int(starts[entry])
        guard Int(starts[entry + 1]) - start == prefix.count + word.count else { return false }
        for index in prefix.indices where scalars[start + index] != prefix[index] { return false }
        for index in 0..<word.count where scalars[start + prefix.count + index] != word[index] { return false }
        return true
    }

    /// The id of `token`; nil where there is none.
    func id(of token: [UInt32]) -> Int32? {
        token.withUnsafeBufferPointer { id(hash: token.reduce(Self.seed, Self.extend), prefix: [], word: $0) }
    }

    /// The token of `id`; nil where there is none.
    func token(of id: Int32) -> [UInt32]? {
        let position = byID.partitioningIndex { ids[Int($0)] >= id }
        guard position < byID.count, ids[Int(byID[position])] == id else { return nil }
        let entry = Int(byID[position])
        return Array(scalars[Int(starts[entry])..<Int(starts[entry + 1])])
    }

    /// The vocabulary of an object whose names are the tokens and whose values are their ids.
    ///
    /// - Throws: `NearestError(.brokenModel)` when it is empty or an id is none.
    convenience init(_ node: ConfigurationNode) throws {
        let members = try node.members()
        if members.isEmpty { throw node.broken("is empty") }
        self.init(
            try members.map { member in
                guard case .integer(let integer) = member.value, let id = Int32(exactly: integer), id >= 0 else {
                    let token = PlainText.oneLine(String(decoding: member.name, as: UTF8.self))
                    throw node.broken("gives the token \(token) an id that is out of range")
                }
                return (RawText.scalars(of: member.name), id)
            })
    }
}
