import NearestCore
import VectorIndex

/// How alike two things of a space are when nothing relates them: the scores of random pairs of the corpus.
///
/// A cosine means something only beside this: 0.25 is noise in one space and excellent in another, and pictures
/// lie farther from words than words from words. So each space has one for each pair of modalities: what asks, and
/// what is found. A random pair is two pieces of *different* contents: passages of one document, windows of one
/// recording and the texts that stand for one picture are related, and say nothing about chance.
package struct BackgroundDistribution: Sendable {
    /// Ascending.
    private let scores: [Float]
    private let tail: ScoreTail?
    /// What an unrelated question scores against what is found depends on its own length and place, so both are
    /// kept: the mean of the sample, and the mean of its squared lengths.
    private let centre: [Double]
    private let squaredLength: Double
    private let metric: Metric

    /// The mean score of a random pair; 0 without pairs.
    package let mean: Double

    /// Too few pairs say nothing about a percentile.
    static let fewestPairs = 100
    package static let vectorsSampled = 1_500
    /// A percentile of 99.9 has fifty pairs above it, and what is beyond is read from the tail.
    private static let mostPairs = 50_000
    /// Vectors of many dimensions make fewer pairs: what a background costs is bounded.
    private static let mostProducts = 20_000_000
    package static let seed: UInt64 = 0x6E65_6172_6573_7421

    /// The background of pairs of one modality.
    ///
    /// - Parameter metric: how vectors are compared, which are as a store of that metric holds them.
    package init(_ sample: BackgroundSample, metric: Metric) {
        let pairs = RandomPairs(of: sample.contents, limit: Self.limit(sample.rows.dimensions)).pairs
        self.init(pairs: pairs, in: sample.rows, found: sample.rows, metric: metric)
    }

    /// The background of pairs of two modalities of one space: what asks, and what is found.
    ///
    /// - Precondition: both have the space's dimensions.
    package init(queries: BackgroundSample, segments: BackgroundSample, metric: Metric) {
        let limit = Self.limit(segments.rows.dimensions)
        let pairs = RandomPairs(of: queries.contents, and: segments.contents, limit: limit).pairs
        let all = VectorBatch(
            dimensions: segments.rows.dimensions, values: queries.rows.values + segments.rows.values)
        let offset = queries.rows.count
        self.init(pairs: pairs.map { ($0.0, $0.1 + offset) }, in: all, found: segments.rows, metric: metric)
    }

    /// - Parameter rows: vectors of which nothing is known but that they are different things.
    init(rows: VectorBatch, metric: Metric = .innerProduct) {
        self.init(BackgroundSample(rows: rows), metric: metric)
    }

    private init(pairs: [(Int, Int)], in rows: VectorBatch, found: VectorBatch, metric: Metric) {
        scores = SortedScores(VectorKernels.fastest.scores(ofPairs: pairs, in: rows, metric: metric)).values
        tail = ScoreTail(ascending: scores)
        mean = scores.isEmpty ? 0 : scores.reduce(0) { $0 + Double($1) } / Double(scores.count)
        (centre, squaredLength) = Self.moments(of: found)
        self.metric = metric
    }

    private static func limit(_ dimensions: Int) -> Int {
        min(mostPairs, max(mostPairs / 5, mostProducts / dimensions))
    }

    private static func moments(of rows: VectorBatch) -> (centre: [Double], squaredLength: Double) {
        var centre = [Double](repeating: 0, count: rows.dimensions)
        var squares = 0.0
        rows.values.withUnsafeBufferPointer { values in
            for row in 0..<rows.count {
                let first = row * rows.dimensions
                for column in 0..<rows.dimensions {
                    let value = Double(values[first + column])
                    centre[column] += value
                    squares += value * value
                }
            }
        }
        let count = Double(max(1, rows.count))
        return (centre.map { $0 / count }, squares / count)
    }

    /// Whether there are pairs enough to say anything.
    package var isTelling: Bool { scores.count >= Self.fewestPairs }

    /// The share of random pairs, 0 to 100, that score lower than `score`, counting equal ones half; nil when
    /// the corpus is too small to say.
    ///
    /// Beyond the highest thousandth it is read from the tail, so that it still grows where few pairs are left.
    package func percentile(of score: Float) -> Double? {
        guard isTelling else { return nil }
        if let above = tail?.share(above: score) { return 100 * (1 - above) }
        let below = partitionPoint { $0 < score }
        let upTo = partitionPoint { $0 <= score }
        return 50 * Double(below + upTo) / Double(scores.count)
    }

    /// The share of random pairs, above 0 and at most 1, that score at least `score`; nil when the corpus is too small
    /// to say. Never 0, since of what was never seen it is only known that it is rare.
    package func share(atLeast score: Double) -> Double? {
        guard isTelling else { return nil }
        if let above = tail?.share(above: Float(score)) { return max(above, .leastNormalMagnitude) }
        let above = scores.count - partitionPoint { Double($0) < score }
        return (Double(above) + 0.5) / (Double(scores.count) + 0.5)
    }

    /// What a query scores on average against the sample of what is found.
    ///
    /// - Parameter query: as the model made it; its length counts only for metrics for which it does.
    package func meanScore(of query: [Float]) -> Double {
        var (product, squares) = (0.0, 0.0)
        for (value, mean) in zip(query, centre) {
            product += Double(value) * mean
            squares += Double(value) * Double(value)
        }
        switch metric {
        case .innerProduct: return product
        case .cosine: return squares > 0 ? product / squares.squareRoot() : 0
        case .l2: return 2 * product - squares - squaredLength
        }
    }

    private func partitionPoint(_ isBefore: (Float) -> Bool) -> Int {
        var low = 0
        var high = scores.count
        while low < high {
            let middle = (low + high) / 2
            if isBefore(scores[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
