import NearestCore

/// What one list said of a neighbour, in JSON.
struct ContributionReport: Encodable {
    /// A model, or `bm25`.
    var list: String
    var rank: Int
    var score: Float
    var percentile: Double?
    var evidence: Evidence
    /// What the rank adds to the fused score.
    var share: Double

    init(_ contribution: Contribution) {
        list = contribution.source.name
        rank = contribution.rank
        score = contribution.score
        percentile = contribution.percentile
        evidence = contribution.evidence
        share = contribution.share
    }
}
