/// What a stage looks for: a string or a regular expression.
struct ScalarPattern: Sendable {
    private enum Kind: Sendable {
        case string([UInt32])
        case regularExpression(RegularExpression)
    }

    private let kind: Kind

    /// - Throws: `NearestError(.brokenModel)` for a regular expression with syntax that is not known here.
    init(_ node: ConfigurationNode) throws {
        if let expression = node.child("Regex") {
            do {
                kind = .regularExpression(try RegularExpression(try expression.scalars()))
            } catch let failure as RegularExpressionParser.Failure {
                throw expression.broken("has \(failure.problem), which is not known here")
            }
        } else {
            kind = .string(try (node.child("String") ?? node).scalars())
        }
    }

    init(_ expression: RegularExpression) {
        kind = .regularExpression(expression)
    }

    init(_ string: [UInt32]) {
        kind = .string(string)
    }

    /// Where it stands in `text`, counted from the beginning of `text`, from left to right without overlaps. What
    /// is empty stands nowhere.
    func matches(in text: ArraySlice<UInt32>) -> [Range<Int>] {
        text.withUnsafeBufferPointer { text in
            switch kind {
            case .string(let string): Self.matches(of: string, in: text)
            case .regularExpression(let expression): expression.matches(in: text)
            }
        }
    }

    private static func matches(of string: [UInt32], in text: UnsafeBufferPointer<UInt32>) -> [Range<Int>] {
        guard let first = string.first else { return [] }
        var matches: [Range<Int>] = []
        var offset = 0
        while offset + string.count <= text.count {
            if text[offset] == first, text[offset...].starts(with: string) {
                matches.append(offset..<offset + string.count)
                offset += string.count
            } else {
                offset += 1
            }
        }
        return matches
    }
}
