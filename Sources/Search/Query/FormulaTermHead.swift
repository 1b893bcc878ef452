/// How a term of a formula begins: a sign that is written at it, a weight before a colon, and what follows.
struct FormulaTermHead {
    /// −1 after a minus.
    private(set) var sign = 1.0
    /// As it was typed; nil where there is none.
    private(set) var weight: Substring?
    private(set) var body: Substring

    /// - Parameter mayBeSigned: whether a sign may stand at the term, as it may at the first.
    init(_ term: Substring, mayBeSigned: Bool) {
        body = term
        takeWeight()
        guard mayBeSigned, weight == nil, body.hasPrefix("-") || body.hasPrefix("+") else { return }
        sign = body.hasPrefix("-") ? -1 : 1
        body = body.dropFirst()
        takeWeight()
    }

    /// The weight's number; 1 where there is none.
    ///
    /// - Returns: nil when what stands before the colon is no decimal number, and infinity or nothing of a number when
    ///   it is none that can be counted with.
    var number: Double? {
        guard let weight else { return sign }
        if Self.isEndless(weight) { return .infinity }
        // Swift reads hexadecimal digits and more.
        guard weight.utf8.allSatisfy({ Self.decimal.contains($0) }) else { return nil }
        return Double(weight).map { $0 * sign }
    }

    private static let decimal = Set("0123456789.eE+-".utf8)

    /// A word that begins like a number is a weight, or a mistaken one; a word of letters before a colon is a word.
    private mutating func takeWeight() {
        guard let colon = body.utf8.firstIndex(of: UInt8(ascii: ":")) else { return }
        let before = body[..<colon]
        guard let first = before.utf8.first, !before.contains(where: \.isWhitespace) else { return }
        let isNumeric = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) || "-+.".utf8.contains(first)
        let isPath = before.hasPrefix("./") || before.hasPrefix("../")
        guard (isNumeric && !isPath) || Self.isEndless(before) else { return }
        // A sign may be written at a word.
        if "-+".utf8.contains(first), before.dropFirst().allSatisfy(\.isLetter), !Self.isEndless(before) { return }
        weight = before
        body = body[body.utf8.index(after: colon)...]
    }

    private static func isEndless(_ weight: Substring) -> Bool {
        let letters = weight.drop { $0 == "-" || $0 == "+" }.lowercased()
        return ["nan", "inf", "infinity"].contains(letters)
    }
}
