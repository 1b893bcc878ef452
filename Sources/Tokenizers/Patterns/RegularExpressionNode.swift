/// A regular expression as a tree.
indirect enum RegularExpressionNode: Hashable, Sendable {
    /// How many repetitions are tried first, and whether fewer or more are tried afterwards.
    enum Greed: Sendable {
        case most
        case fewest
        /// As many as there are, and never fewer.
        case all
    }

    case empty
    /// One scalar of a set.
    case set(ScalarSet)
    case sequence([RegularExpressionNode])
    /// The first alternative that lets the rest match.
    case choice([RegularExpressionNode])
    case repetition(RegularExpressionNode, minimum: Int, maximum: Int, greed: Greed)
    /// What follows here matches, or, negative, does not; nothing is taken up.
    case lookahead(RegularExpressionNode, isNegative: Bool)
    /// What it matches first is final.
    case atomic(RegularExpressionNode)
    case textStart
    case textEnd

    var canBeEmpty: Bool {
        switch self {
        case .set: false
        case .empty, .lookahead, .textStart, .textEnd: true
        case .sequence(let nodes): nodes.allSatisfy(\.canBeEmpty)
        case .choice(let nodes): nodes.contains(where: \.canBeEmpty)
        case .repetition(let node, let minimum, _, _): minimum == 0 || node.canBeEmpty
        case .atomic(let node): node.canBeEmpty
        }
    }
}
