/// Drops a character from the ends of each piece, a limited number of times.
struct StripDecoder: Decoder {
    private let content: UInt32
    private let atStart: Int
    private let atEnd: Int

    init(_ node: ConfigurationNode) throws {
        let scalars = try node.required("content").scalars()
        guard scalars.count == 1 else { throw node.broken("strips what is not one character") }
        content = scalars[0]
        atStart = max(0, try node.required("start").integer())
        atEnd = max(0, try node.required("stop").integer())
    }

    func decode(_ tokens: [[UInt32]]) -> [[UInt32]] {
        tokens.map { token in
            let start = token.prefix(atStart).prefix { $0 == content }.count
            let end = token.suffix(atEnd).reversed().prefix { $0 == content }.count
            return start + end >= token.count ? [] : Array(token[start..<token.count - end])
        }
    }
}
