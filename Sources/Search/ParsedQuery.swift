import Catalog
import Foundation
import NearestCore

/// A query taken apart into filters and what is searched for: words, a file or a formula.
///
/// A filter is a word of the form `key:value` with a known key; any other word with a colon is a word like the
/// rest, so that `12:30` and `https://…` stay text.
///
/// | filter | keeps |
/// |---|---|
/// | `type:image,text` | these modalities |
/// | `ext:pdf,md` | these file extensions |
/// | `path:slides/` | paths that contain this |
/// | `after:2024-01-31` | files changed on that day or later (local time) |
/// | `before:2024-01-31` | files changed before that day |
/// | `model:NAME,NAME` | the spaces of these models |
///
/// What is left is a formula where it begins with `=` (`QueryFormula`), a file where it begins with `./`, `../`, `~/`
/// or `/`, and words otherwise. Nothing is looked up here: whether a file exists shows when the query is prepared.
package struct ParsedQuery: Hashable, Sendable {
    package enum Content: Hashable, Sendable {
        /// Nothing but filters.
        case nothing
        case term(QueryTerm)
        case formula(QueryFormula)
    }

    package private(set) var content = Content.nothing
    package private(set) var filter = SegmentFilter()
    /// In the order in which they were named, each once.
    package private(set) var models: [String] = []
    /// What was perhaps meant otherwise, for people.
    package private(set) var notes: [String] = []

    /// A page that was pasted has many words with colons.
    private static let mostNotes = 3

    /// The words that are searched for; empty for a file and for a formula.
    package var text: String {
        if case .term(.text(let text)) = content { text } else { "" }
    }

    /// - Throws: `NearestError` with `.invalidArgument` when a filter's value makes no sense, or a formula is none.
    package init(_ query: String) throws {
        let words = try takeFilters(of: query)
        guard let first = words.first else { return }
        if query[first.range].utf8.first == UInt8(ascii: "=") {
            let formula = try FormulaParser.formula(of: FormulaParser.withoutEquals(words, in: query), in: query)
            content = .formula(formula)
            for case .text(let text) in formula.terms.map(\.term) { note(QueryWords.ranges(in: text), of: text) }
            return
        }
        let typed = QueryTerm(KeptWord.text(of: words, in: query))
        guard case .text = typed else {
            content = .term(typed)
            return
        }
        content = .term(.text(words.map { query[$0.range] }.joined(separator: " ")))
        note(words.map(\.range), of: query)
    }

    /// The words that are no filters.
    private mutating func takeFilters(of query: String) throws -> [KeptWord] {
        var words: [KeptWord] = []
        var scanner: FormulaScanner?
        var followsFilter = false
        for range in QueryWords.ranges(in: query) {
            let word = query[range]
            let isProtected = scanner?.isInQuotes ?? false
            if !isProtected, try takeFilter(word) {
                followsFilter = true
                continue
            }
            let isFirst = words.isEmpty
            words.append(KeptWord(range: range, followsFilter: followsFilter))
            followsFilter = false
            if isFirst, word.utf8.first == UInt8(ascii: "=") {
                scanner = FormulaScanner()
                if word.utf8.count > 1 { _ = scanner?.isSign(word.dropFirst()) }
            } else {
                _ = scanner?.isSign(word)
            }
        }
        return words
    }

    private mutating func takeFilter(_ word: Substring) throws -> Bool {
        guard let colon = word.utf8.firstIndex(of: UInt8(ascii: ":")) else { return false }
        let start = word.utf8.index(after: colon)
        if start == word.endIndex { return false }
        return try take(key: word[..<colon], value: String(word[start...]))
    }

    private mutating func note(_ words: [Range<String.Index>], of text: String) {
        var noted: Set<Substring> = []
        for range in words {
            if notes.count == Self.mostNotes { return }
            let word = text[range]
            guard word.utf8.contains(UInt8(ascii: ":")), !noted.contains(word), let note = UnknownFilter(word)?.note
            else { continue }
            noted.insert(word)
            if !notes.contains(note) { notes.append(note) }
        }
    }

    private mutating func take(key: Substring, value: String) throws -> Bool {
        switch key {
        case "type":
            for name in value.split(separator: ",") {
                guard let modality = Modality(rawValue: name.lowercased()) else {
                    throw NearestError(
                        .invalidArgument, "type:\(value)", "there is no such modality",
                        remedy: "Use text, image, audio or video.")
                }
                filter.modalities.insert(modality)
            }
        case "ext":
            filter.extensions.formUnion(
                value.split(separator: ",").map { $0.drop { $0 == "." }.lowercased() })
        case "path":
            filter.pathParts.append(value)
        case "after":
            filter.modifiedFrom = try Self.startOfDay(value, filter: "after")
        case "before":
            filter.modifiedBefore = try Self.startOfDay(value, filter: "before")
        case "model":
            for name in value.split(separator: ",").map(String.init) where !models.contains(name) {
                models.append(name)
            }
        default:
            return false
        }
        return true
    }

    /// Nanoseconds since 1970 at which the local day `YYYY-MM-DD` begins.
    private static func startOfDay(_ value: String, filter: String) throws -> Int64 {
        let parts = value.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        if parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2] {
            var calendar = Calendar(identifier: .gregorian)
            calendar.timeZone = .current
            let components = DateComponents(calendar: calendar, year: year, month: month, day: day)
            if components.isValidDate, let date = components.date, (1970..<2200).contains(year) {
                return Int64(date.timeIntervalSince1970) * 1_000_000_000
            }
        }
        throw NearestError(
            .invalidArgument, "\(filter):\(value)", "is not a date", remedy: "Write it as \(filter):2024-01-31.")
    }
}
