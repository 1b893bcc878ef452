import Catalog
import NearestCore

/// One question and how it is to be answered.
package struct SearchRequest: Hashable, Sendable {
    /// As typed, for the answer.
    package var query: String
    /// What is searched for, filters already taken out.
    package var parsed: ParsedQuery
    /// Where the query's files are looked for first; nil for the corpus.
    package var workingDirectory: String?
    package var limit: Int
    package var mode: SearchMode
    /// Only neighbours with at least this score.
    package var threshold: Float?
    package var filter: SegmentFilter
    /// The models whose spaces are searched, `bm25` for the full text; all that take the question when empty.
    package var models: [String]
    package var weights: ListWeights

    /// So many of each list are fused for the first neighbours, however few are asked for: whoever asks for more, or for
    /// fewer, gets the same ones first.
    static let fusionDepth = 50

    /// How many each list is asked for.
    var listDepth: Int { limit == 0 ? 0 : max(limit, Self.fusionDepth) }

    /// Takes the filters out of `query`.
    ///
    /// - Throws: `NearestError` with `.invalidArgument` for a filter that says nothing, or a formula that is none.
    package init(
        _ query: String, limit: Int = 10, mode: SearchMode = .automatic, threshold: Float? = nil,
        models: [String] = [], weights: ListWeights = ListWeights(), workingDirectory: String? = nil
    ) throws {
        parsed = try ParsedQuery(query)
        self.query = query
        self.workingDirectory = workingDirectory
        self.limit = limit
        self.mode = mode
        self.threshold = threshold
        self.filter = parsed.filter
        self.models = models + parsed.models.filter { !models.contains($0) }
        self.weights = weights
    }
}
