import NearestCore
import VectorIndex

/// How alike two segments of a space are when nothing relates them: the scores of random pairs.
///
/// A cosine means something only beside this: 0.25 is noise in one space and excellent in another.
package struct BackgroundDistribution: Sendable {
    /// Ascending.
    private let scores: [Float]

    /// Too few pairs say nothing about a percentile.
    private static let fewestPairs = 100
    static let vectorsSampled = 1_500
    private static let pairsSampled = 20_000
    static let seed: UInt64 = 0x6E65_6172_6573_7421

    /// Samples pairs of different rows, with a fixed seed.
    ///
    /// - Throws: what reading the store throws.
    package init(of store: any VectorStore, metric: Metric) throws {
        let rows = try store.sample(Self.vectorsSampled, seed: Self.seed)
        self.init(rows: rows, metric: metric)
    }

    /// - Parameter rows: a sample of the space's vectors, as they are stored.
    init(rows: VectorBatch, metric: Metric = .innerProduct) {
        let count = rows.count
        let pairs = count * (count - 1) / 2
        var chosen: [(Int, Int)] = []
        if pairs <= Self.pairsSampled {
            for left in 0..<count {
                for right in 0..<left { chosen.append((left, right)) }
            }
        } else {
            var generator = SplitMix64(seed: Self.seed)
            chosen.reserveCapacity(Self.pairsSampled)
            while chosen.count < Self.pairsSampled {
                let left = Int.random(in: 0..<count, using: &generator)
                let right = Int.random(in: 0..<count, using: &generator)
                if left != right { chosen.append((left, right)) }
            }
        }
        scores = VectorKernels.fastest.scores(ofPairs: chosen, in: rows, metric: metric).sorted()
    }

    /// The share of random pairs, 0 to 100, that score lower than `score`, counting equal ones half; nil when
    /// the corpus is too small to say.
    package func percentile(of score: Float) -> Double? {
        guard scores.count >= Self.fewestPairs else { return nil }
        let below = partitionPoint { $0 < score }
        let upTo = partitionPoint { $0 <= score }
        return 50 * Double(below + upTo) / Double(scores.count)
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
