import Foundation
import GRDB
import NearestCore

/// One question to the words of segments, inside a transaction that reads.
///
/// The time goes with the rarer words. Of each word at most `common` segments are looked up; one that has more is
/// left out at first. The segments that hold enough of the others are narrowed down to `mostRead`, whose texts
/// are then read: there every word of the question is counted, the common ones too.
struct WordSearch {
    let database: Database
    let limit: Int
    let modalities: Set<Modality>
    let allowed: Set<SegmentID>?
    let minimumCoverage: Double

    /// A word of the question with how rare it is.
    private struct WeighedTerm {
        var term: WordQuery.Term
        /// Segments that hold it; an estimate where they are many.
        var segments: Int
        var isCommon: Bool
        /// Inverse document frequency, above 0 for every word: the weight in coverage.
        var weight: Double
        /// The same as BM25 has it.
        var frequencyFactor: Double
    }

    /// Segments beyond which a word is common in any index.
    private static let common = 2_000
    /// Segments up to which no word is common, however few there are in all.
    private static let never = 20
    /// Words that are looked for; those that stand in fewer segments first.
    private static let mostTerms = 64
    /// Common words that a segment must hold all of, where there are no others. Each costs a walk through its segments.
    private static let mostJoined = 3
    /// Segments whose text is read, when no more are wanted.
    private static let mostRead = 200

    func hits(of query: WordQuery) throws -> [WordHit] {
        let totals = try WordStore.totals(in: database)
        guard totals.segments > 0 else { return [] }
        let all = try weighed(query.terms, segments: totals.segments)
        let whole = all.reduce(0) { $0 + $1.weight }
        let terms = Array(
            all.enumerated().filter { $0.element.segments > 0 }
                .sorted { ($0.element.segments, $0.offset) < ($1.element.segments, $1.offset) }
                .prefix(Self.mostTerms).sorted { $0.offset < $1.offset }.map(\.element))
        guard !terms.isEmpty else { return [] }
        let candidates = try candidates(holding: terms, wholeWeight: whole)
        return try read(
            candidates, for: terms, wholeWeight: whole,
            averageLength: Double(totals.words) / Double(totals.segments))
    }

    // MARK: - Weights

    private func weighed(_ terms: [WordQuery.Term], segments all: Int) throws -> [WeighedTerm] {
        let common = max(min(Self.common, all / 4), Self.never)
        let highest = try Int.fetchOne(database, sql: "SELECT max(id) FROM segment") ?? all
        var known: Set<WordQuery.Term> = []
        var weighed: [WeighedTerm] = []
        func add(_ term: WordQuery.Term) throws {
            guard weighed.count < WordQuery.mostTerms, known.insert(term).inserted else { return }
            let (count, last) = try found(term, atMost: Self.common + 1)
            if count == 0, term.mayBeTakenApart {
                for word in term.words { try add(WordQuery.Term([word])) }
                return
            }
            // As thick as up to the last one that was looked at, it goes on to the end.
            let isMore = count > Self.common
            let estimate = isMore ? Int(Double(count) / Double(max(last, 1)) * Double(highest)) : count
            weighed.append(Self.weigh(term, segments: max(count, min(all, estimate)), count > common, of: all))
        }
        for term in terms { try add(term) }
        return weighed
    }

    private static func weigh(
        _ term: WordQuery.Term, segments: Int, _ isCommon: Bool, of all: Int
    ) -> WeighedTerm {
        let odds = (Double(all - segments) + 0.5) / (Double(segments) + 0.5)
        // SQLite gives a word that more than half of the segments hold this little, and nothing less.
        let factor = log(odds)
        return WeighedTerm(
            term: term, segments: segments, isCommon: isCommon, weight: log(1 + odds),
            frequencyFactor: factor > 0 ? factor : 1e-6)
    }

    /// How many segments hold a term, counted up to a limit, and the last of them.
    private func found(_ term: WordQuery.Term, atMost limit: Int) throws -> (count: Int, last: Int) {
        let statement = try database.cachedStatement(
            sql: """
                SELECT count(*) AS count, coalesce(max(rowid), 0) AS last
                FROM (SELECT rowid FROM words WHERE words MATCH ? LIMIT ?)
                """)
        let row = try Row.fetchOne(statement, arguments: [Self.expression(term), limit])
        return (row?["count"] ?? 0, row?["last"] ?? 0)
    }

    /// A string of FTS5. Words hold no quotes, so nothing in it can be an operator.
    private static func expression(_ term: WordQuery.Term) -> String { "\"\(term.text)\"" }

    // MARK: - Candidates

    /// The segments that are worth reading.
    private func candidates(holding terms: [WeighedTerm], wholeWeight: Double) throws -> [SegmentID] {
        let rare = terms.filter { !$0.isCommon }
        if rare.isEmpty { return try holdingRarest(of: terms) }
        var weights: [SegmentID: Double] = [:]
        let statement = try database.cachedStatement(sql: "SELECT rowid FROM words WHERE words MATCH ?")
        for term in rare {
            let segments = try Int64.fetchCursor(statement, arguments: [Self.expression(term.term)])
            while let segment = try segments.next() { weights[segment, default: 0] += term.weight }
        }
        let commonWeight = terms.reduce(0) { $1.isCommon ? $0 + $1.weight : $0 }
        let least = minimumCoverage * wholeWeight - commonWeight - 1e-9
        var kept: [SegmentID] = []
        for (segment, weight) in weights where weight >= least && allowed?.contains(segment) != false {
            kept.append(segment)
        }
        return try narrow(kept, weights: weights, rare: rare)
    }

    /// Of a question of common words only: the first segments with the rarest of them, or with the one rarest.
    private func holdingRarest(of terms: [WeighedTerm]) throws -> [SegmentID] {
        let rarest = terms.sorted { $0.segments < $1.segments }
        for wanted in [rarest.prefix(Self.mostJoined), rarest.prefix(1)] {
            let expression = wanted.map { Self.expression($0.term) }.joined(separator: " AND ")
            let statement = try database.cachedStatement(sql: "SELECT rowid FROM words WHERE words MATCH ?")
            let segments = try Int64.fetchCursor(statement, arguments: [expression])
            var kept: [SegmentID] = []
            while kept.count < max(Self.mostRead, limit), let segment = try segments.next() {
                if allowed?.contains(segment) != false, try hasModality(segment) { kept.append(segment) }
            }
            if !kept.isEmpty { return kept }
        }
        return []
    }

    /// The best of `segments` where they are too many to read.
    private func narrow(
        _ segments: [SegmentID], weights: [SegmentID: Double], rare: [WeighedTerm]
    ) throws -> [SegmentID] {
        let most = max(Self.mostRead, limit)
        guard segments.count > most else { return segments.sorted() }
        var scores = Dictionary(uniqueKeysWithValues: segments.map { ($0, 0.0) })
        let ranks = try database.cachedStatement(
            sql: """
                SELECT rowid, bm25(words) AS rank FROM words
                WHERE words MATCH ? AND +rowid IN (SELECT value FROM json_each(?))
                """)
        let list = "[\(segments.map(String.init).joined(separator: ","))]"
        for term in rare {
            let rows = try Row.fetchCursor(ranks, arguments: [Self.expression(term.term), list])
            while let row = try rows.next() { scores[row["rowid"], default: 0] -= row["rank"] as Double }
        }
        var kept: [SegmentID] = []
        for (segment, _) in scores.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
            if try hasModality(segment) { kept.append(segment) }
            if kept.count == most { break }
        }
        return kept
    }

    private func hasModality(_ segment: SegmentID) throws -> Bool {
        if modalities.isEmpty { return true }
        let statement = try database.cachedStatement(sql: "SELECT modality FROM segment WHERE id = ?")
        let modality = try String.fetchOne(statement, arguments: [segment]).flatMap(Modality.init(rawValue:))
        return modality.map(modalities.contains) ?? false
    }

    // MARK: - Reading

    /// The hits among `candidates`, by what their texts say.
    private func read(
        _ candidates: [SegmentID], for terms: [WeighedTerm], wholeWeight: Double, averageLength: Double
    ) throws -> [WordHit] {
        let counter = TermCounter(terms.map(\.term))
        let statement = try database.cachedStatement(sql: "SELECT modality, text FROM segment WHERE id = ?")
        var hits: [WordHit] = []
        for segment in candidates {
            guard let row = try Row.fetchOne(statement, arguments: [segment]),
                let modality = Modality(rawValue: row["modality"]),
                modalities.isEmpty || modalities.contains(modality)
            else { continue }
            let (counts, length) = counter.counts(in: row["text"])
            let norm = 1.2 * (1 - 0.75 + 0.75 * Double(length) / max(averageLength, 1))
            var hit = WordHit(segment: segment, score: 0, matched: [], coverage: 0)
            for (term, count) in zip(terms, counts) where count > 0 {
                hit.score += term.frequencyFactor * Double(count) * (1.2 + 1) / (Double(count) + norm)
                hit.coverage += term.weight / wholeWeight
                hit.matched.append(term.term.text)
            }
            hit.coverage = min(hit.coverage, 1)
            if !hit.matched.isEmpty, hit.coverage >= minimumCoverage - 1e-9 { hits.append(hit) }
        }
        return Array(hits.sorted { ($1.score, $0.segment) < ($0.score, $1.segment) }.prefix(limit))
    }
}
