/// Replaces what a pattern finds in each piece.
struct ReplaceDecoder: Decoder {
    private let pattern: ScalarPattern
    private let content: [UInt32]

    init(_ node: ConfigurationNode) throws {
        pattern = try ScalarPattern(try node.required("pattern"))
        content = try node.required("content").scalars()
    }

    func decode(_ tokens: [[UInt32]]) -> [[UInt32]] {
        tokens.map { $0.replacing(pattern.matches(in: $0[...]), with: content) }
    }
}
