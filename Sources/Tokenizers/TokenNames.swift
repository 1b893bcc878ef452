/// How tokens are spelt: those of the vocabulary, and those that were added to it.
final class TokenNames: Sendable {
    private let vocabulary: Vocabulary
    private let added: [Int32: [UInt32]]
    private let special: Set<[UInt32]>

    init(vocabulary: Vocabulary, added: [AddedToken]) {
        self.vocabulary = vocabulary
        special = Set(added.lazy.filter(\.isSpecial).map(\.content))
        self.added = Dictionary(added.map { ($0.id, $0.content) }) { _, last in last }
    }

    /// The id of `token`; nil where there is none.
    func id(of token: [UInt32]) -> Int32? {
        vocabulary.id(of: token) ?? added.first { $0.value == token }?.key
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
