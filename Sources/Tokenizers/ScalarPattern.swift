/// A string to look for, as the `pattern` of a stage gives it.
struct ScalarPattern: Sendable {
    let scalars: [UInt32]

    /// - Throws: `NearestError(.brokenModel)` for a regular expression, which is not known here.
    init(_ node: ConfigurationNode) throws {
        if let string = node.child("String") {
            scalars = try string.scalars()
        } else if node.child("Regex") != nil {
            throw node.unknownKind("Regex")
        } else {
            scalars = try node.scalars()
        }
    }

    /// Where the string stands in `text`, from left to right without overlaps. An empty one stands nowhere.
    func matches(in text: some RandomAccessCollection<UInt32>) -> [Range<Int>] {
        guard let first = scalars.first, text.count >= scalars.count else { return [] }
        var matches: [Range<Int>] = []
        var offset = 0
        while offset + scalars.count <= text.count {
            let here = text.dropFirst(offset)
            if here.first == first, here.starts(with: scalars) {
                matches.append(offset..<offset + scalars.count)
                offset += scalars.count
            } else {
                offset += 1
            }
        }
        return matches
    }
}
