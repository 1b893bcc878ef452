/// Reads the part of Oniguruma's syntax that tokenizers are written in: literals, classes, general categories,
/// groups, `(?i:…)`, lookahead, atomic groups, alternatives, and greedy, lazy and possessive repetition.
struct RegularExpressionParser {
    /// Syntax that is wrong or not known here.
    struct Failure: Error {
        var problem: String
    }

    private let pattern: [UInt32]
    private var position = 0
    private var depth = 0

    /// Groups in groups; more is no honest pattern.
    private static let deepest = 100
    /// Of `{n,m}`.
    private static let mostRepetitions = 1000

    private init(_ pattern: [UInt32]) {
        self.pattern = pattern
    }

    /// - Throws: `Failure`.
    static func parse(_ pattern: [UInt32]) throws -> RegularExpressionNode {
        var parser = RegularExpressionParser(pattern)
        let node = try parser.alternatives(ignoringCase: false)
        if parser.position < pattern.count { throw Failure(problem: "an unmatched )") }
        return node
    }

    private var next: Unicode.Scalar? {
        position < pattern.count ? Unicode.Scalar(pattern[position]) : nil
    }

    private mutating func take(_ text: String) -> Bool {
        let scalars = text.unicodeScalars.map(\.value)
        guard pattern[position...].starts(with: scalars) else { return false }
        position += scalars.count
        return true
    }

    private mutating func scalar() throws -> Unicode.Scalar {
        guard let scalar = next else { throw Failure(problem: "an end in the middle") }
        position += 1
        return scalar
    }

    private mutating func alternatives(ignoringCase: Bool) throws -> RegularExpressionNode {
        depth += 1
        if depth > Self.deepest { throw Failure(problem: "groups nested too deeply") }
        defer { depth -= 1 }
        var ignoringCase = ignoringCase
        var branches: [RegularExpressionNode] = []
        var items: [RegularExpressionNode] = []
        while let scalar = next, scalar != ")" {
            if take("|") {
                branches.append(.sequence(items))
                items = []
            } else if take("(?i)") {
                ignoringCase = true
            } else {
                items.append(try repeated(try atom(ignoringCase: ignoringCase)))
            }
        }
        if branches.isEmpty { return items.count == 1 ? items[0] : .sequence(items) }
        return .choice(branches + [.sequence(items)])
    }

    private mutating func repeated(_ node: RegularExpressionNode) throws -> RegularExpressionNode {
        var node = node
        while let (minimum, maximum, isInterval) = try quantifier() {
            if maximum == .max && node.canBeEmpty {
                throw Failure(problem: "a repetition of what may be empty")
            }
            var greed = RegularExpressionNode.Greed.most
            if take("?") {
                greed = .fewest
            } else if take("+") {
                // `{n,m}+` repeats the repetition, or is possessive, by dialect.
                if isInterval { throw Failure(problem: "a + behind {…}") }
                greed = .all
            }
            node = .repetition(node, minimum: minimum, maximum: maximum, greed: greed)
        }
        return node
    }

    private mutating func quantifier() throws -> (minimum: Int, maximum: Int, isInterval: Bool)? {
        if take("*") { return (0, .max, false) }
        if take("+") { return (1, .max, false) }
        if take("?") { return (0, 1, false) }
        guard take("{") else { return nil }
        let minimum = try number()
        var maximum = minimum
        if take(",") { maximum = next == "}" ? .some(.max) : try number() }
        guard take("}"), minimum != nil || maximum != nil else { throw Failure(problem: "a { without its }") }
        let (low, high) = (minimum ?? 0, maximum ?? 0)
        guard low <= high, low <= Self.mostRepetitions, high == .max || high <= Self.mostRepetitions else {
            throw Failure(problem: "a repetition out of range")
        }
        return (low, high, true)
    }

    private mutating func number() throws -> Int? {
        var value: Int?
        while let scalar = next, let digit = Int(String(scalar)), scalar.isASCII {
            value = min((value ?? 0) * 10 + digit, 1_000_000)
            position += 1
        }
        return value
    }

    private mutating func atom(ignoringCase: Bool) throws -> RegularExpressionNode {
        if take("(") { return try group(ignoringCase: ignoringCase) }
        if take("[") { return .set(try characterClass(ignoringCase: ignoringCase)) }
        if take(".") { return .set(ScalarSet.newline.complement) }
        if take("\\A") { return .textStart }
        if take("\\z") { return .textEnd }
        for sign in ["^", "$", "*", "+", "?", "{"] where take(sign) {
            throw Failure(problem: "\(sign) where it is not known here")
        }
        if take("\\") { return .set(try escaped(ignoringCase: ignoringCase)) }
        return .set(try Self.folded(ScalarSet(try scalar().value), ignoringCase))
    }

    /// What follows a `(`.
    private mutating func group(ignoringCase: Bool) throws -> RegularExpressionNode {
        let node: RegularExpressionNode
        if take("?:") {
            node = try alternatives(ignoringCase: ignoringCase)
        } else if take("?i:") {
            node = try alternatives(ignoringCase: true)
        } else if take("?-i:") {
            node = try alternatives(ignoringCase: false)
        } else if take("?=") {
            node = .lookahead(try alternatives(ignoringCase: ignoringCase), isNegative: false)
        } else if take("?!") {
            node = .lookahead(try alternatives(ignoringCase: ignoringCase), isNegative: true)
        } else if take("?>") {
            node = .atomic(try alternatives(ignoringCase: ignoringCase))
        } else if next == "?" {
            throw Failure(problem: "a kind of group that is not known here")
        } else {
            node = try alternatives(ignoringCase: ignoringCase)
        }
        guard take(")") else { throw Failure(problem: "a ( without its )") }
        return node
    }

    /// What follows a `[`.
    private mutating func characterClass(ignoringCase: Bool) throws -> ScalarSet {
        depth += 1
        if depth > Self.deepest { throw Failure(problem: "classes nested too deeply") }
        defer { depth -= 1 }
        let isNegative = take("^")
        var ranges: [ClosedRange<UInt32>] = []
        var isFirst = true
        while isFirst || next != "]" {
            isFirst = false
            if take("&&") { throw Failure(problem: "an intersection of classes") }
            if take("[:") { throw Failure(problem: "a POSIX class") }
            if take("[") {
                ranges += try characterClass(ignoringCase: ignoringCase).ranges
                continue
            }
            let low = try classMember(ignoringCase: ignoringCase)
            guard let first = Self.only(low), pattern.indices.contains(position + 1), next == "-",
                pattern[position + 1] != 0x5D
            else {
                ranges += try Self.folded(low, ignoringCase).ranges
                continue
            }
            position += 1
            guard let last = Self.only(try classMember(ignoringCase: ignoringCase)), first <= last else {
                throw Failure(problem: "a range without order")
            }
            ranges += try Self.folded(ScalarSet([first...last]), ignoringCase).ranges
        }
        position += 1
        let set = ScalarSet(ranges)
        return isNegative ? set.complement : set
    }

    private static func only(_ set: ScalarSet) -> UInt32? {
        guard set.ranges.count == 1, set.ranges[0].count == 1 else { return nil }
        return set.ranges[0].lowerBound
    }

    private mutating func classMember(ignoringCase: Bool) throws -> ScalarSet {
        if take("\\w") { return .wordInClass }
        if take("\\W") { return ScalarSet.wordInClass.complement }
        return take("\\") ? try escaped(ignoringCase: false) : ScalarSet(try scalar().value)
    }

    /// What follows a `\`.
    private mutating func escaped(ignoringCase: Bool) throws -> ScalarSet {
        let sign = try scalar()
        switch sign {
        case "s": return .space
        case "S": return ScalarSet.space.complement
        case "d": return .digit
        case "D": return ScalarSet.digit.complement
        case "w": return .word
        case "W": return ScalarSet.word.complement
        case "p", "P": return try property(isNegative: sign == "P")
        case "n": return .newline
        case "r": return ScalarSet(0x0D)
        case "t": return ScalarSet(0x09)
        case "f": return ScalarSet(0x0C)
        case "v": return ScalarSet(0x0B)
        case "x" where take("{"): return try hexadecimal(upTo: "}")
        case "x": return try hexadecimal(2)
        case "u": return try hexadecimal(4)
        default:
            guard sign.isASCII, !("a"..."z" ~= sign || "A"..."Z" ~= sign || "0"..."9" ~= sign) else {
                throw Failure(problem: "\\\(sign)")
            }
            return ScalarSet(sign.value)
        }
    }

    private mutating func property(isNegative: Bool) throws -> ScalarSet {
        guard take("{") else { throw Failure(problem: "\\p without {") }
        let isInverted = take("^") != isNegative
        var name = ""
        while let scalar = next, scalar != "}" {
            name.unicodeScalars.append(scalar)
            position += 1
        }
        guard take("}"), let set = ScalarSet.category(name) else { throw Failure(problem: "\\p{\(name)}") }
        return isInverted ? set.complement : set
    }

    private mutating func hexadecimal(upTo end: String) throws -> ScalarSet {
        var digits = ""
        while !take(end) { digits.unicodeScalars.append(try scalar()) }
        return try Self.scalar(digits)
    }

    private mutating func hexadecimal(_ count: Int) throws -> ScalarSet {
        var digits = ""
        for _ in 0..<count { digits.unicodeScalars.append(try scalar()) }
        return try Self.scalar(digits)
    }

    private static func scalar(_ digits: String) throws -> ScalarSet {
        guard let value = UInt32(digits, radix: 16), Unicode.Scalar(value) != nil else {
            throw Failure(problem: "a code that is no character's")
        }
        return ScalarSet(value)
    }

    /// `set` with the other cases of its ASCII letters; two of them have a third beyond ASCII.
    private static func folded(_ set: ScalarSet, _ ignoringCase: Bool) throws -> ScalarSet {
        guard ignoringCase else { return set }
        guard set.ranges.allSatisfy({ $0.upperBound < 0x80 }) else {
            throw Failure(problem: "a letter beyond ASCII whose case is ignored")
        }
        var ranges = set.ranges
        for scalar in set.ranges.joined() where 0x41...0x5A ~= scalar & 0xDF && scalar >= 0x41 {
            ranges.append(scalar ^ 0x20...scalar ^ 0x20)
            if scalar & 0xDF == 0x53 { ranges.append(0x17F...0x17F) }
            if scalar & 0xDF == 0x4B { ranges.append(0x212A...0x212A) }
        }
        return ScalarSet(ranges)
    }
}
