import Foundation

/// The upper end of a distribution of scores, smoothed: beyond a high score the excess is taken to be exponential, as
/// in the method of peaks over threshold (Pickands, "Statistical inference using extreme order statistics", 1975) with
/// shape 0.
///
/// The best of a million vectors is rarer than any of fifty thousand sampled pairs, and still not all of them are
/// equally good.
struct ScoreTail: Sendable {
    /// What the tail begins above.
    private let threshold: Float
    /// The share of scores above it.
    private let share: Double
    /// The mean excess of those.
    private let meanExcess: Double

    /// Fewer scores have no tail worth fitting.
    private static let fewestScores = 2_000
    private static let fewestInTail = 20
    /// One score of so many is in the tail.
    private static let oneOf = 1_000

    /// Nil where there are few scores, or the highest are all equal.
    init?(ascending scores: [Float]) {
        guard scores.count >= Self.fewestScores else { return nil }
        let count = max(Self.fewestInTail, scores.count / Self.oneOf)
        threshold = scores[scores.count - count - 1]
        var excess = 0.0
        var above = 0
        for score in scores.suffix(count) where score > threshold {
            excess += Double(score) - Double(threshold)
            above += 1
        }
        guard above > 0 else { return nil }
        meanExcess = excess / Double(above)
        share = Double(above) / Double(scores.count)
    }

    /// The share of scores above `score`; nil where it is not in the tail.
    func share(above score: Float) -> Double? {
        guard score > threshold else { return nil }
        let excess = Double(score) - Double(threshold)
        return share * exp(-excess / meanExcess)
    }
}
