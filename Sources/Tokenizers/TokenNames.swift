/// How tokens are spelt: those of the vocabulary, and those that were added to it.
final class TokenNames: Sendable {
    private let vocabulary: Vocabulary
    private let added: [Int32: [UInt32]]

    init(vocabulary: Vocabulary, added: [AddedToken]) {
        self.vocabulary = vocabulary
        self.added = Dictionary(added.map { ($0.id, $0.content) }) { _, last in last }
    }

    /// The scalars of the token with this id; none for an unknown one.
    func scalars(of id: Int32) -> [UInt32] {
        added[id] ?? vocabulary.token(of: id) ?? []
    }
}
