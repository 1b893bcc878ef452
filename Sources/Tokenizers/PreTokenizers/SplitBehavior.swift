/// What becomes of the delimiters that a text is cut at.
enum SplitBehavior: String, Sendable {
    case removed = "Removed"
    /// Every delimiter is a word.
    case isolated = "Isolated"
    case mergedWithPrevious = "MergedWithPrevious"
    case mergedWithNext = "MergedWithNext"
    /// Neighbouring delimiters are one word.
    case contiguous = "Contiguous"

    /// Nil for a missing node.
    ///
    /// - Throws: `NearestError(.brokenModel)` for an unknown behaviour.
    init?(_ node: ConfigurationNode?) throws {
        guard let node else { return nil }
        let name = try node.string()
        guard let behavior = SplitBehavior(rawValue: name) else { throw node.unknownKind(name) }
        self = behavior
    }

    /// A stretch of the text, and whether it is a delimiter.
    private typealias Piece = (range: Range<Int>, isMatch: Bool)

    /// Appends to `words` what `word` is cut into.
    ///
    /// - Parameters:
    ///   - matches: the delimiters inside `word`, ascending, not overlapping, not empty.
    ///   - inverted: the delimiters are what stands between `matches`.
    func split(
        _ word: Range<Int>, at matches: [Range<Int>], inverted: Bool = false, into words: inout [Range<Int>]
    ) {
        var pieces: [Piece] = []
        var done = word.lowerBound
        for match in matches {
            if done < match.lowerBound { pieces.append((done..<match.lowerBound, inverted)) }
            pieces.append((match, !inverted))
            done = match.upperBound
        }
        if done < word.upperBound { pieces.append((done..<word.upperBound, inverted)) }
        switch self {
        case .isolated: words += pieces.map(\.range)
        case .removed: words += pieces.lazy.filter { !$0.isMatch }.map(\.range)
        case .contiguous: words += Self.merged(pieces) { piece, previous in piece == previous }
        case .mergedWithPrevious: words += Self.merged(pieces) { piece, previous in piece && !previous }
        case .mergedWithNext:
            words += Self.merged(pieces.reversed()) { piece, previous in piece && !previous }.reversed()
        }
    }

    /// `pieces` with each joined to the one before it in this order where `joins` says so, given which of the two
    /// are delimiters.
    private static func merged(_ pieces: [Piece], _ joins: (_ piece: Bool, _ previous: Bool) -> Bool) -> [Range<
        Int
    >] {
        var merged: [Range<Int>] = []
        var previous = false
        for piece in pieces {
            if joins(piece.isMatch, previous), let last = merged.last {
                merged[merged.count - 1] =
                    min(last.lowerBound, piece.range.lowerBound)..<max(last.upperBound, piece.range.upperBound)
            } else {
                merged.append(piece.range)
            }
            previous = piece.isMatch
        }
        return merged
    }
}
