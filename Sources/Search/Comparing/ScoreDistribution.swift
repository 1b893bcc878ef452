/// How a question's scores lie over everything that could have been found: what a hit's score is to be seen against.
package struct ScoreDistribution: Hashable, Sendable {
    /// Scores that it was made of: a sample of the vectors.
    package let count: Int
    package let mean: Double
    /// Of the sample: divided by the count less one; 0 for a single score.
    package let deviation: Double
    package let minimum: Double
    package let median: Double
    package let ninetieth: Double
    package let ninetyNinth: Double
    package let maximum: Double
    /// How many scores lie in each of some bins of equal width between minimum and maximum.
    package let histogram: [Int]

    package static let bins = 24

    /// Nil without scores.
    package init?(_ scores: [Float]) {
        let sorted = scores.map(Double.init).sorted()
        guard let first = sorted.first, let last = sorted.last else { return nil }
        count = sorted.count
        let mean = sorted.reduce(0, +) / Double(sorted.count)
        self.mean = mean
        let squares = sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        deviation = sorted.count > 1 ? (squares / Double(sorted.count - 1)).squareRoot() : 0
        (minimum, maximum) = (first, last)
        median = Self.quantile(0.5, of: sorted)
        ninetieth = Self.quantile(0.9, of: sorted)
        ninetyNinth = Self.quantile(0.99, of: sorted)
        var histogram = [Int](repeating: 0, count: last > first ? Self.bins : 1)
        for score in sorted {
            let place = last > first ? Int((score - first) / (last - first) * Double(Self.bins)) : 0
            histogram[min(place, histogram.count - 1)] += 1
        }
        self.histogram = histogram
    }

    /// Between two values in proportion, as numpy's `quantile` does by itself.
    private static func quantile(_ share: Double, of sorted: [Double]) -> Double {
        let place = share * Double(sorted.count - 1)
        let low = Int(place)
        let high = min(low + 1, sorted.count - 1)
        return sorted[low] + (sorted[high] - sorted[low]) * (place - Double(low))
    }
}
