import NearestCore
import Search

/// The JSON of `nearest compare --json`.
struct ComparisonReport: Encodable {
    var query: String
    var by: String
    var k: Int
    var elapsedMilliseconds: Double
    var lists: [ColumnReport]
    var pairs: [PairReport]

    init(_ comparison: Comparison) {
        query = comparison.query
        by = comparison.axis.rawValue
        k = comparison.limit
        elapsedMilliseconds = (comparison.elapsedMilliseconds * 100).rounded() / 100
        lists = comparison.columns.map(ColumnReport.init)
        pairs = comparison.pairs.map(PairReport.init)
    }

    enum CodingKeys: String, CodingKey {
        case query, by, k, lists, pairs
        case elapsedMilliseconds = "elapsed_ms"
    }

    struct ColumnReport: Encodable {
        var name: String
        var match: MatchStrength
        var results: [NeighbourReport]
        var scores: [SpreadReport]
        var notes: [String]

        init(_ column: Comparison.Column) {
            name = column.name
            match = column.match
            results = column.neighbours.map { NeighbourReport($0) }
            scores = column.scores.map(SpreadReport.init)
            notes = column.notes
        }

        enum CodingKeys: String, CodingKey {
            case name, results, scores, notes, match
        }
    }

    struct SpreadReport: Encodable {
        var model: String
        var count: Int
        var mean, std, min, median, p90, p99, max: Double
        var histogram: [Int]

        init(_ spread: Comparison.Spread) {
            let scores = spread.distribution
            model = spread.model
            count = scores.count
            (mean, std, min, median) = (scores.mean, scores.deviation, scores.minimum, scores.median)
            (p90, p99, max) = (scores.ninetieth, scores.ninetyNinth, scores.maximum)
            histogram = scores.histogram
        }
    }

    struct PairReport: Encodable {
        var lists: [String]
        var overlap: Double
        var rankBiasedOverlap: Double?
        var shared: [SharedReport]

        init(_ pair: ListPair) {
            lists = [pair.left, pair.right]
            overlap = pair.overlap
            rankBiasedOverlap = pair.rankBiasedOverlap
            shared = pair.shared.map(SharedReport.init)
        }

        enum CodingKeys: String, CodingKey {
            case lists, shared
            case overlap = "overlap_at_k"
            case rankBiasedOverlap = "rbo"
        }
    }

    struct SharedReport: Encodable {
        var path: String
        var ranks: [Int]
        var difference: Int

        init(_ shared: ListPair.Shared) {
            path = shared.path.display
            ranks = [shared.leftRank, shared.rightRank]
            difference = shared.difference
        }
    }
}
