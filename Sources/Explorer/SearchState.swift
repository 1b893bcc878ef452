import NearestCore

/// The query that was asked last, and the answer that is shown.
package struct SearchState: Hashable, Sendable {
    /// The newest search's generation; answers to older ones drop.
    package internal(set) var generation = 0
    /// What was asked: the prompt's text without white space at its ends. Empty when nothing is asked.
    package internal(set) var query = ""
    /// How many neighbours were asked for.
    package internal(set) var limit = firstLimit
    /// The newest answer. It may be an earlier query's while the newest is on its way.
    package internal(set) var outcome: SearchOutcome?
    /// What is wrong with the question as it stands; the answer that is shown is that of an earlier one. While somebody
    /// types, a formula, a path or a date is wrong at most keystrokes, and that is no failure.
    package internal(set) var objection: NearestError?
    /// When the search that is on its way was asked, in milliseconds.
    package internal(set) var waitingSince: Int?
    /// The newest search was for more or fresher results of the same query.
    var keepsSelection = false
    /// Seconds into the indexing run at which the results were last refreshed.
    var refreshedAt = 0.0
    /// Segments with a vector when the results were last refreshed.
    var refreshedEncoded = 0

    package var neighbours: [Neighbour] { outcome?.neighbours ?? [] }

    static let firstLimit = 50
    static let lastLimit = 1600
    /// Milliseconds without an answer before a spinner shows.
    static let patience = 200
    /// Milliseconds between the spinner's steps.
    static let spinnerStep = 100
    /// Seconds between two refreshes while indexing adds passages.
    static let refreshPeriod = 2.0
}
