import Foundation
import GRDB
import NearestCore

/// The words of segments, for full-text search: an FTS5 table beside the segments that holds no text of its own.
///
/// ```
///   segment.text ── nearest_words() ──> words   (contentless; rowid = segment.id)
///        └ triggers: insert, update, delete, in the transaction that changes the segment
/// ```
///
/// What goes in are `WordSplitter`'s words with spaces between them, so that FTS5 has nothing to do but to divide at
/// spaces, and a question is taken apart by the same rules. A contentless table forgets a row only when it is told
/// the words that it was given; those are made of the text once more, which is why `WordSplitter.version` is kept
/// with the index, and why a writer that has another makes all words anew.
extension Catalog {
    /// The segments that hold the words of a question, best first by BM25 (as SQLite's `bm25()`: k1 1.2, b 0.75).
    ///
    /// Words that stand in a great part of the segments find nothing by themselves as long as there are others, but
    /// count where those have found something. Of a question of common words only the first segments are found that hold
    /// the three least common of them, or else the least common.
    ///
    /// - Parameters:
    ///   - limit: how many at the most.
    ///   - modalities: any of these; empty for all.
    ///   - allowed: the segments that pass a filter; nil for all.
    ///   - minimumCoverage: hits have at least this `WordHit.coverage`.
    /// - Returns: segments as of the last commit. Their files may be gone; `segments` leaves those out.
    package func wordHits(
        _ query: WordQuery, limit: Int, modalities: Set<Modality> = [], allowed: Set<SegmentID>? = nil,
        minimumCoverage: Double = WordHit.enoughCoverage
    ) throws -> [WordHit] {
        guard limit > 0, !query.terms.isEmpty else { return [] }
        return try read { database in
            try WordSearch(
                database: database, limit: limit, modalities: modalities, allowed: allowed,
                minimumCoverage: minimumCoverage
            ).hits(of: query)
        }
    }

    /// What is wrong with the words, a sentence each: segments without theirs, and words without segment.
    package func wordProblems() throws -> [String] {
        try read { database in
            guard try WordStore.isCurrent(in: database) else { return ["the words are of another version"] }
            let segments = try Row.fetchCursor(
                database,
                sql: """
                    SELECT text, sz FROM segment LEFT JOIN words_docsize ON words_docsize.id = segment.id
                    WHERE text <> ''
                    """)
            var wrong = 0
            while let row = try segments.next() {
                let size: Data? = row["sz"]
                let words = WordSplitter.bytes(of: row["text"]).split(separator: UInt8(ascii: " ")).count
                if size.flatMap({ WordStore.integers($0).first }) != words { wrong += 1 }
            }
            let orphans =
                try Int.fetchOne(
                    database,
                    sql: """
                        SELECT count(*) FROM words_docsize LEFT JOIN segment ON segment.id = words_docsize.id
                        WHERE segment.id IS NULL OR segment.text = ''
                        """) ?? 0
            var problems: [String] = []
            if wrong > 0 { problems.append("the words of \(wrong) segments are not those of their text") }
            if orphans > 0 { problems.append("there are words of \(orphans) segments that are gone") }
            return problems
        }
    }

    /// Makes the words of all segments anew.
    package func remakeWords() throws {
        try commit { try WordStore.fill($0) }
    }
}
