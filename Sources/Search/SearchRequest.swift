import Catalog
import NearestCore

/// One question and how it is to be answered.
package struct SearchRequest: Hashable, Sendable {
    /// The words to search for, filters already taken out.
    package var text: String
    /// As typed, for the answer.
    package var query: String
    package var limit: Int
    package var mode: SearchMode
    /// Only neighbours with at least this score.
    package var threshold: Float?
    package var filter: SegmentFilter
    /// The models whose spaces are searched, `bm25` for the full text; all that take the question when empty.
    package var models: [String]
    package var weights: ListWeights

    /// Takes the filters out of `query`.
    ///
    /// - Throws: `NearestError` with `.invalidArgument` for a filter that says nothing.
    package init(
        _ query: String, limit: Int = 10, mode: SearchMode = .automatic, threshold: Float? = nil,
        models: [String] = [], weights: ListWeights = ListWeights()
    ) throws {
        let parsed = try ParsedQuery(query)
        self.text = parsed.text
        self.query = query
        self.limit = limit
        self.mode = mode
        self.threshold = threshold
        self.filter = parsed.filter
        self.models = models + (parsed.model.map { [$0] } ?? [])
        self.weights = weights
    }
}
