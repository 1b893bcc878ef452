import NearestCore

/// Makes a formula of the words behind a `=`.
struct FormulaParser {
    private let query: String
    private var scanner = FormulaScanner()
    private var terms: [QueryFormula.Term] = []
    /// The words of the term that is being read.
    private var words: [KeptWord] = []
    /// The sign before it, with its place.
    private var sign: KeptWord?

    /// Terms of one formula: each is encoded by itself, and a page that was pasted has thousands.
    static let mostTerms = 64

    /// How messages show what a formula looks like.
    private static let remedy = "Write it as: = 2:dog + ./beach.jpg - night, with white space around the signs."

    private init(_ query: String) {
        self.query = query
    }

    /// - Parameters:
    ///   - words: of `query`, without filters; the first begins with `=`.
    ///   - query: as it was typed.
    /// - Throws: `NearestError(.invalidArgument)` that says which term is wrong and where.
    static func formula(of words: [KeptWord], in query: String) throws -> QueryFormula {
        var parser = FormulaParser(query)
        for word in words { try parser.read(word) }
        return try parser.end()
    }

    /// The words behind the `=`, which may stand at the first.
    static func withoutEquals(_ words: [KeptWord], in query: String) -> [KeptWord] {
        guard var first = words.first else { return [] }
        first.range = query.unicodeScalars.index(after: first.range.lowerBound)..<first.range.upperBound
        return (first.range.isEmpty ? [] : [first]) + words.dropFirst()
    }

    private mutating func read(_ word: KeptWord) throws {
        guard scanner.isSign(query[word.range]) else {
            words.append(word)
            return
        }
        // One sign may stand before the first term.
        if !words.isEmpty { try endTerm() } else if sign != nil || !terms.isEmpty { throw emptyTerm(at: word) }
        sign = word
    }

    private mutating func end() throws -> QueryFormula {
        guard !words.isEmpty else {
            if let sign { throw emptyTerm(after: sign) }
            throw NearestError(
                .invalidArgument, "=", "a formula needs something behind its =", remedy: Self.remedy)
        }
        if scanner.isInQuotes { throw wrong("has a quote that is not closed") }
        try endTerm()
        return QueryFormula(terms: terms)
    }

    private mutating func endTerm() throws {
        guard terms.count < Self.mostTerms else {
            throw NearestError(
                .invalidArgument, QueryTerm.name(query), "the formula has more than \(Self.mostTerms) terms",
                remedy: "Leave some out, or search for the words without the =.")
        }
        let source = KeptWord.text(of: words, in: query)
        let head = FormulaTermHead(source[...], mayBeSigned: terms.isEmpty && sign == nil)
        guard let number = head.number else {
            throw wrong("has the weight \(QueryTerm.name(head.weight ?? "")), which is no decimal number")
        }
        guard number.isFinite else {
            throw wrong("has the weight \(QueryTerm.name(head.weight ?? "")), which is not finite")
        }
        let text = try unquoted(head.body)
        let isTaken = sign.map { query[$0.range] == "-" } ?? false
        terms.append(.init(weight: isTaken ? -number : number, term: QueryTerm(text)))
        (words, sign) = ([], nil)
    }

    private func unquoted(_ body: Substring) throws -> String {
        var text = Self.trimmed(body)
        if text.hasPrefix("\"") {
            guard text.count > 1, text.hasSuffix("\"") else { throw wrong("goes on behind its closing quote") }
            text = Self.trimmed(text.dropFirst().dropLast())
        }
        if text.isEmpty { throw wrong("is empty") }
        return String(text)
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let start = text.drop(while: \.isWhitespace)
        let end = start.lastIndex { !$0.isWhitespace }
        return end.map { start[...$0] } ?? start
    }

    private func wrong(_ problem: String) -> NearestError {
        let place = words.first.map { " (\(character($0)))" } ?? ""
        return NearestError(
            .invalidArgument, QueryTerm.name(query), "term \(terms.count + 1)\(place) \(problem)",
            remedy: Self.remedy + " Quotes protect what is no weight and no sign.")
    }

    private func emptyTerm(at sign: KeptWord) -> NearestError {
        NearestError(
            .invalidArgument, QueryTerm.name(query),
            "term \(terms.count + 1), before the \(query[sign.range]) at \(character(sign)), is empty",
            remedy: Self.remedy)
    }

    private func emptyTerm(after sign: KeptWord) -> NearestError {
        NearestError(
            .invalidArgument, QueryTerm.name(query),
            "term \(terms.count + 1), after the \(query[sign.range]) at \(character(sign)), is empty",
            remedy: Self.remedy)
    }

    /// Where a word begins, for people.
    private func character(_ word: KeptWord) -> String {
        "character \(query.distance(from: query.startIndex, to: word.range.lowerBound) + 1)"
    }
}
