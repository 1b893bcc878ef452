/// Makes the marks of spaces spaces again; those of the first token were put there, and go.
struct MetaspaceDecoder: Decoder {
    private let mark: UInt32
    private let dropsFirst: Bool

    init(_ node: ConfigurationNode) throws {
        mark = try MetaspacePreTokenizer.mark(node)
        dropsFirst = try MetaspacePreTokenizer.prefix(node) != .never
    }

    func decode(_ tokens: [[UInt32]]) -> [[UInt32]] {
        tokens.enumerated().map { index, token in
            token.compactMap { $0 != mark ? $0 : index == 0 && dropsFirst ? nil : 0x20 }
        }
    }
}
