/// A text in a model's own tokens.
package struct Encoding: Sendable {
    package private(set) var ids: [Int32] = []
    /// Which segment each token belongs to; as many as `ids`.
    package private(set) var typeIDs: [Int32] = []
    /// Where each token stands in the original text, in Unicode scalars (Python's characters); empty at 0 for
    /// tokens that were added. As many as `ids`.
    package private(set) var offsets: [Range<Int>] = []

    let names: TokenNames

    /// The tokens as the vocabulary spells them, such as `##ing`. Computed anew at each use.
    package var tokens: [String] { ids.map { RawText.string(of: names.scalars(of: $0)) } }

    init(names: TokenNames) {
        self.names = names
    }

    init(_ tokens: TokenList, names: TokenNames) {
        ids = tokens.ids
        typeIDs = Array(repeating: 0, count: tokens.count)
        offsets = tokens.offsets
        self.names = names
    }

    /// Appends a token that stands nowhere in the text.
    mutating func append(_ id: Int32, typeID: Int32) {
        ids.append(id)
        typeIDs.append(typeID)
        offsets.append(0..<0)
    }

    mutating func append(_ other: Encoding, typeID: Int32) {
        ids += other.ids
        typeIDs += repeatElement(typeID, count: other.ids.count)
        offsets += other.offsets
    }

    mutating func move(_ index: Int, to offset: Range<Int>) {
        offsets[index] = offset
    }

    /// Drops what is behind the first `length` tokens.
    mutating func cut(to length: Int) {
        let excess = ids.count - max(0, length)
        guard excess > 0 else { return }
        ids.removeLast(excess)
        typeIDs.removeLast(excess)
        offsets.removeLast(excess)
    }
}
