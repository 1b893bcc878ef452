/// Cuts wherever a pattern matches, or, inverted, wherever it does not.
struct SplitPreTokenizer: PreTokenizer {
    let pattern: ScalarPattern
    let behavior: SplitBehavior
    let inverts: Bool

    init(pattern: ScalarPattern, behavior: SplitBehavior, inverts: Bool) {
        self.pattern = pattern
        self.behavior = behavior
        self.inverts = inverts
    }

    init(_ node: ConfigurationNode) throws {
        pattern = try ScalarPattern(try node.required("pattern"))
        behavior = try SplitBehavior(try node.required("behavior")) ?? .removed
        inverts = try node.bool("invert", default: false)
    }

    func split(_ text: inout NormalizedText, into words: inout [Range<Int>]) {
        var result: [Range<Int>] = []
        for word in words {
            let matches = pattern.matches(in: text.scalars[word]).map {
                $0.lowerBound + word.lowerBound..<$0.upperBound + word.lowerBound
            }
            behavior.split(word, at: matches, inverted: inverts, into: &result)
        }
        words = result
    }
}
