import NearestCore

/// Which of a classifier's labels stand for a piece.
enum LikelyLabels {
    /// So many are asked for.
    static let most = 5
    static let leastProbability: Float = 0.1

    /// The names of the likely ones; empty where none is.
    ///
    /// - Parameter labels: the likeliest first.
    static func text(_ labels: [Label]) -> String {
        labels.prefix(most).filter { $0.probability >= leastProbability }.map(\.name).joined(separator: ", ")
    }
}
