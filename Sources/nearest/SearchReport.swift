import NearestCore

/// The JSON of `nearest search --json`.
struct SearchReport: Encodable {
    var query: String
    var elapsedMilliseconds: Double
    var results: [NeighbourReport]
    /// Whether the best stands out: `clear`, `weak` or `none`.
    var match: MatchStrength
    var notes: [String]
    var expectedByChance: Double?
    var timings: TimingsReport?

    /// - Parameter explaining: with what each list said, and where the time went.
    init(_ outcome: SearchOutcome, explaining: Bool) {
        query = outcome.query
        elapsedMilliseconds = (outcome.elapsedMilliseconds * 100).rounded() / 100
        results = outcome.neighbours.map { NeighbourReport($0, explaining: explaining) }
        match = outcome.match
        notes = outcome.notes
        expectedByChance = explaining ? outcome.expectedByChance : nil
        timings = explaining ? TimingsReport(outcome.timings) : nil
    }

    enum CodingKeys: String, CodingKey {
        case query, results, notes, match
        case elapsedMilliseconds = "elapsed_ms"
        case expectedByChance = "expected_by_chance"
        case timings = "timings_ms"
    }
}

/// One neighbour in JSON.
struct NeighbourReport: Encodable {
    var rank: Int
    var score: Float
    var percentile: Double?
    var path: String
    var record: Int?
    var part: String?
    var title: String?
    var modality: Modality
    var model: String
    var evidence: Evidence
    var location: PlaceReport?
    var snippet: String
    var copies: [String]?
    /// Words of the question that stand in it, where the full text found it.
    var matchedWords: [String]?
    /// What it was ranked by, and what each list said; only where explained.
    var fusedScore: Double?
    var contributions: [ContributionReport]?

    init(_ neighbour: Neighbour, explaining: Bool = false) {
        rank = neighbour.rank
        score = neighbour.score
        percentile = neighbour.percentile
        path = neighbour.path.display
        record = neighbour.record
        part = neighbour.part
        title = neighbour.title
        modality = neighbour.modality
        model = neighbour.model
        evidence = neighbour.evidence
        location = PlaceReport(neighbour.place, page: neighbour.partPage)
        snippet = NeighbourText.snippet(neighbour.text)
        copies = neighbour.copies.isEmpty ? nil : neighbour.copies.map(\.display)
        matchedWords = neighbour.matchedWords.isEmpty ? nil : neighbour.matchedWords
        guard explaining else { return }
        fusedScore = neighbour.fusedScore
        contributions = neighbour.contributions.map(ContributionReport.init)
    }

    enum CodingKeys: String, CodingKey {
        case rank, score, percentile, path, record, part, title, modality, model, evidence, location, snippet,
            copies
        case matchedWords = "matched_words"
        case fusedScore = "fused_score"
        case contributions = "lists"
    }
}

/// Where a segment lies in its item: page and character range, or seconds.
struct PlaceReport: Encodable {
    var page: Int?
    var start: Int?
    var end: Int?
    var startSeconds: Double?
    var endSeconds: Double?

    /// Nil for a segment that is the whole item, unless that has a page.
    ///
    /// - Parameter page: of an item inside a file.
    init?(_ place: Place, page: Int? = nil) {
        self.page = page
        switch place {
        case .whole:
            if page == nil { return nil }
        case .text(let page, let range):
            self.page = page ?? self.page
            start = range.lowerBound
            end = range.upperBound
        case .time(let start, let end):
            startSeconds = start
            endSeconds = end
        }
    }

    enum CodingKeys: String, CodingKey {
        case page, start, end
        case startSeconds = "start_s"
        case endSeconds = "end_s"
    }
}
