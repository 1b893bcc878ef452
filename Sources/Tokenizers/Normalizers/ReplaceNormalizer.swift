/// Replaces what a pattern finds by a string.
struct ReplaceNormalizer: Normalizer {
    let pattern: ScalarPattern
    let content: [UInt32]

    init(pattern: ScalarPattern, content: [UInt32]) {
        self.pattern = pattern
        self.content = content
    }

    init(_ node: ConfigurationNode) throws {
        pattern = try ScalarPattern(try node.required("pattern"))
        content = try node.required("content").scalars()
    }

    func normalize(_ text: inout NormalizedText) {
        let matches = pattern.matches(in: text.scalars[...])
        if matches.isEmpty { return }
        var scalars: [UInt32] = []
        var origins: [Int32] = []
        var done = 0
        for match in matches {
            scalars += text.scalars[done..<match.lowerBound]
            origins += text.origins[done..<match.lowerBound]
            // As in the reference, what is put in stands for the last scalar of what it replaces.
            scalars += content
            origins += repeatElement(text.origins[match.upperBound - 1], count: content.count)
            done = match.upperBound
        }
        scalars += text.scalars[done...]
        origins += text.origins[done...]
        text = NormalizedText(scalars: scalars, origins: origins)
    }
}
