/// A regular expression, compiled for a backtracking matcher.
///
/// Tokenizers cut texts as Oniguruma does, with Unicode's categories as it knows them. Swift's own `Regex` has
/// other categories, sees graphemes, and costs its library's start; this is the subset that tokenizers use.
struct RegularExpression: Sendable {
    private enum Step: Sendable {
        case set(Int)
        /// Between `minimum` and `maximum` scalars of a set.
        case run(Int, minimum: Int, maximum: Int, greed: RegularExpressionNode.Greed)
        /// Goes on at the first, and at the second should that fail.
        case fork(Int, Int)
        case jump(Int)
        /// The steps up to the `match` before `next` match here, or do not.
        case lookahead(next: Int, isNegative: Bool)
        /// The steps up to the `match` before `next`, as they first match.
        case atomic(next: Int)
        case textStart
        case textEnd
        case match
    }

    /// Where to go on when what was tried fails: at `step` from `position`, and then from ever shorter
    /// positions down to `floor`, or, climbing, from ever longer ones up to it.
    private struct Retreat {
        var step: Int
        var position: Int
        var floor: Int
    }

    private var steps: [Step] = []
    private var sets: [ScalarBitmap] = []
    private var numbers: [ScalarSet: Int] = [:]

    private static let mostSteps = 20_000

    /// - Throws: `RegularExpressionParser.Failure` for syntax that is wrong or not known here.
    init(_ pattern: [UInt32]) throws {
        try append(RegularExpressionParser.parse(pattern))
        steps.append(.match)
    }

    /// Where it matches in `text`, from left to right without overlaps. Empty matches are left out.
    func matches(in text: UnsafeBufferPointer<UInt32>) -> [Range<Int>] {
        var matches: [Range<Int>] = []
        var retreats: [Retreat] = []
        var position = 0
        while position < text.count {
            if let end = run(0, position, text, &retreats), end > position {
                matches.append(position..<end)
                position = end
            } else {
                position += 1
            }
        }
        return matches
    }

    // MARK: Compiling

    private mutating func number(of set: ScalarSet) -> Int {
        if let known = numbers[set] { return known }
        sets.append(ScalarBitmap(set))
        numbers[set] = sets.count - 1
        return sets.count - 1
    }

    private mutating func append(_ node: RegularExpressionNode) throws {
        if steps.count > Self.mostSteps {
            throw RegularExpressionParser.Failure(problem: "more repetitions than are sane")
        }
        switch node {
        case .empty: break
        case .set(let set): steps.append(.set(number(of: set)))
        case .sequence(let nodes): for node in nodes { try append(node) }
        case .choice(let nodes): try append(choice: nodes)
        case .repetition(.set(let set), let minimum, let maximum, let greed):
            steps.append(.run(number(of: set), minimum: minimum, maximum: maximum, greed: greed))
        case .repetition(let node, let minimum, let maximum, .all):
            try append(.atomic(.repetition(node, minimum: minimum, maximum: maximum, greed: .most)))
        case .repetition(let node, let minimum, let maximum, let greed):
            for _ in 0..<minimum { try append(node) }
            if maximum == .max {
                try append(loop: node, greed)
            } else {
                try append(upTo: maximum - minimum, node, greed)
            }
        case .lookahead(let node, let isNegative):
            try append(node) { .lookahead(next: $0, isNegative: isNegative) }
        case .atomic(let node): try append(node) { .atomic(next: $0) }
        case .textStart: steps.append(.textStart)
        case .textEnd: steps.append(.textEnd)
        }
    }

    /// Steps of their own, and before them the one that runs them.
    private mutating func append(_ node: RegularExpressionNode, _ head: (_ next: Int) -> Step) throws {
        let place = steps.count
        steps.append(.match)
        try append(node)
        steps.append(.match)
        steps[place] = head(steps.count)
    }

    private mutating func append(choice nodes: [RegularExpressionNode]) throws {
        var ends: [Int] = []
        for (index, node) in nodes.enumerated() {
            guard index + 1 < nodes.count else {
                try append(node)
                break
            }
            let fork = steps.count
            steps.append(.match)
            try append(node)
            ends.append(steps.count)
            steps.append(.match)
            steps[fork] = .fork(fork + 1, steps.count)
        }
        for end in ends { steps[end] = .jump(steps.count) }
    }

    private static func fork(_ greed: RegularExpressionNode.Greed, inside: Int, behind: Int) -> Step {
        greed == .fewest ? .fork(behind, inside) : .fork(inside, behind)
    }

    private mutating func append(loop node: RegularExpressionNode, _ greed: RegularExpressionNode.Greed) throws {
        let fork = steps.count
        steps.append(.match)
        try append(node)
        steps.append(.jump(fork))
        steps[fork] = Self.fork(greed, inside: fork + 1, behind: steps.count)
    }

    private mutating func append(
        upTo count: Int, _ node: RegularExpressionNode, _ greed: RegularExpressionNode.Greed
    ) throws {
        var forks: [Int] = []
        for _ in 0..<count {
            forks.append(steps.count)
            steps.append(.match)
            try append(node)
        }
        for fork in forks { steps[fork] = Self.fork(greed, inside: fork + 1, behind: steps.count) }
    }

    // MARK: Matching

    /// Where the steps from `start` on end that match at `position`; nil where they do not.
    ///
    /// - Parameter retreats: a stack that is left as it was found.
    private func run(
        _ start: Int, _ position: Int, _ text: UnsafeBufferPointer<UInt32>, _ retreats: inout [Retreat]
    ) -> Int? {
        let bottom = retreats.count
        defer { retreats.removeLast(retreats.count - bottom) }
        var (step, position) = (start, position)
        while true {
            if let next = advance(step, &position, text, &retreats) {
                if next < 0 { return position }
                step = next
                continue
            }
            guard retreats.count > bottom, let retreat = retreats.last else { return nil }
            (step, position) = (retreat.step, retreat.position)
            if retreat.position == retreat.floor {
                retreats.removeLast()
            } else {
                retreats[retreats.count - 1].position += retreat.position > retreat.floor ? -1 : 1
            }
        }
    }

    /// The step behind `step`; nil where it does not match; -1 at the end.
    @inline(__always)
    private func advance(
        _ step: Int, _ position: inout Int, _ text: UnsafeBufferPointer<UInt32>, _ retreats: inout [Retreat]
    ) -> Int? {
        switch steps[step] {
        case .set(let set):
            guard position < text.count, sets[set].contains(text[position]) else { return nil }
            position += 1
            return step + 1
        case .run(let set, let minimum, let maximum, let greed):
            let end = self.end(of: set, from: position, atMost: maximum, text)
            guard end - position >= minimum else { return nil }
            let least = position + minimum
            position = greed == .fewest ? least : end
            if greed != .all, least < end {
                let (next, floor) = greed == .fewest ? (least + 1, end) : (end - 1, least)
                retreats.append(Retreat(step: step + 1, position: next, floor: floor))
            }
            return step + 1
        case .fork(let first, let second):
            retreats.append(Retreat(step: second, position: position, floor: position))
            return first
        case .jump(let target): return target
        case .lookahead(let next, let isNegative):
            return (run(step + 1, position, text, &retreats) == nil) == isNegative ? next : nil
        case .atomic(let next):
            guard let end = run(step + 1, position, text, &retreats) else { return nil }
            position = end
            return next
        case .textStart: return position == 0 ? step + 1 : nil
        case .textEnd: return position == text.count ? step + 1 : nil
        case .match: return -1
        }
    }

    @inline(__always)
    private func end(
        of set: Int, from start: Int, atMost maximum: Int, _ text: UnsafeBufferPointer<UInt32>
    ) -> Int {
        let limit = maximum < text.count - start ? start + maximum : text.count
        var end = start
        while end < limit, sets[set].contains(text[end]) { end += 1 }
        return end
    }
}
