import NearestCore

/// Which of a classifier's labels stand for a piece.
///
/// Tried with `scripts/check-labels`' words on 457 pictures by MobileNet v2 and 110 sounds by YAMNet, each word the name
/// of a class and of a file: the mean reciprocal rank of the file among all labelled ones in all-MiniLM-L6-v2's space.
///
/// | at least | pictures: 1, 3, 5, 10 labels  | sounds: 1, 3, 5, 10 labels    |
/// |----------|-------------------------------|-------------------------------|
/// | 0.02     | 0.514  0.581  0.590  0.574    | 0.353  0.549  0.597  0.558    |
/// | 0.05     | 0.514  0.589  0.588  0.588    | 0.353  0.574  0.615  0.594    |
/// | 0.1      | 0.514  0.563  0.563  0.563    | 0.313  0.464  0.447  0.463    |
/// | 0.3      | 0.523  0.555  0.555  0.555    | 0.343  0.380  0.352  0.352    |
///
/// One label is often the wrong one of two that are alike, or a general one ("Animal"), and more than five blur what
/// they say. What a network gives less than 0.05 is mostly noise; a limit of 0.1 loses much of a sound, of which a
/// network that scores each class by itself, window after window, is seldom sure.
enum LikelyLabels {
    /// So many are asked for.
    static let most = 5
    static let leastProbability: Float = 0.05

    /// The names of the likely ones; empty where none is.
    ///
    /// - Parameter labels: the likeliest first.
    static func text(_ labels: [Label]) -> String {
        labels.prefix(most).filter { $0.probability >= leastProbability }.map(\.name).joined(separator: ", ")
    }
}
