import Foundation
import NearestCore
import Search

/// The figures of `nearest bench calibration`.
struct CalibrationReport: Encodable {
    struct Pair: Encodable {
        var model: String
        var queries: Modality
        var segments: Modality
        var pairs: Int
        /// Kolmogorov-Smirnov, 0 to 1.
        var distance: Double
        /// What drawing the background took.
        var milliseconds: Double
        var scores: [Float]?
        var percentiles: [Double]?
    }

    var calibration: [Pair]

    init(_ results: [CalibrationCheck.Result], withValues: Bool) {
        calibration = results.map { result in
            Pair(
                model: result.model, queries: result.queries, segments: result.segments,
                pairs: result.percentiles.count, distance: result.distance, milliseconds: result.milliseconds,
                scores: withValues ? result.scores : nil, percentiles: withValues ? result.percentiles : nil)
        }
    }

    /// A line a pair for people.
    var text: String {
        if calibration.isEmpty { return "This index has too few things of any kind for percentiles." }
        return calibration.map { pair in
            let distance = String(format: "%.4f", pair.distance)
            let kind = "\(pair.queries.rawValue) against \(pair.segments.rawValue)"
            return "\(distance)  \(pair.model), \(kind), \(pair.pairs) pairs"
                + String(format: ", background in %.1f ms", pair.milliseconds)
        }.joined(separator: "\n")
    }
}
