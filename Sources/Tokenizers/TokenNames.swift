/// How tokens are spelt: those of the vocabulary, and those that were added to it.
final class TokenNames: Sendable {
    private let vocabulary: Vocabulary
    private let added: [Int32: [UInt32]]
    private let addedIDs: [[UInt32]: Int32]
    private let special: Set<[UInt32]>

    /// - Parameter normalized: added tokens that are looked for in normalized text; as in the reference, they are
    ///   spelt as they stand there.
    init(
        vocabulary: Vocabulary, added: [AddedToken], normalized: [(pattern: [UInt32], token: AddedToken)] = []
    ) {
        self.vocabulary = vocabulary
        special = Set(added.lazy.filter(\.isSpecial).map(\.content))
        addedIDs = Dictionary(added.map { ($0.content, $0.id) }) { _, last in last }
        self.added = Dictionary(added.map { ($0.id, $0.content) } + normalized.map { ($0.token.id, $0.pattern) }) {
            _, last in last
        }
    }

    /// The id of `token`; nil where there is none.
    func id(of token: [UInt32]) -> Int32? {
        vocabulary.id(of: token) ?? addedIDs[token]
    }

    /// Whether `token` is none of the text's own.
    func isSpecial(_ token: [UInt32]) -> Bool { special.contains(token) }

    /// The scalars of the token with this id; nil for an unknown one.
    func known(_ id: Int32) -> [UInt32]? { added[id] ?? vocabulary.token(of: id) }

    /// The scalars of the token with this id; none for an unknown one.
    func scalars(of id: Int32) -> [UInt32] {
        known(id) ?? []
    }
}
