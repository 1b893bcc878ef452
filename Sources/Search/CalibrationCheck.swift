import Catalog
import NearestCore
import VectorIndex

/// Whether percentiles are what they say: over random pairs of the corpus that the background has not seen they spread
/// evenly from 0 to 100.
package struct CalibrationCheck {
    /// A space and pair of modalities.
    package struct Result: Sendable {
        package var model: String
        package var queries: Modality
        package var segments: Modality
        /// Of the fresh pairs, in one order.
        package var scores: [Float]
        package var percentiles: [Double]
        /// The largest difference between the share of percentiles below a value and that value, 0 to 1 (Kolmogorov
        /// and Smirnov).
        package var distance: Double
        /// What drawing the background took.
        package var milliseconds: Double
    }

    private let catalog: Catalog
    private let sampler: BackgroundSampler
    private let clock: () -> Double

    /// - Parameters:
    ///   - open: opens a store's vectors.
    ///   - clock: in seconds.
    package init(
        catalog: Catalog, open: @escaping (StoreRecord) throws -> FlatIndex, clock: @escaping () -> Double
    ) {
        self.catalog = catalog
        self.clock = clock
        sampler = BackgroundSampler(catalog: catalog, open: open)
    }

    /// The result for each space and pair of modalities with things enough for percentiles.
    ///
    /// - Parameters:
    ///   - pairs: how many fresh ones.
    ///   - seed: draws them.
    /// - Throws: what reading the index throws; `CancellationError`.
    package func results(pairs: Int, seed: UInt64, cancellation: Cancellation) throws -> [Result] {
        let stores = try catalog.stores()
        var results: [Result] = []
        for store in stores {
            for modality in Modality.allCases {
                try cancellation.check()
                let result = try result(store, queriedBy: modality, pairs: pairs, seed: seed)
                if let result { results.append(result) }
            }
        }
        return results
    }

    private func result(
        _ store: StoreRecord, queriedBy modality: Modality, pairs limit: Int, seed: UInt64
    ) throws -> Result? {
        let asking = try sampler.querySample(of: store, modality, seed: seed)
        if asking == nil, modality != store.modality { return nil }
        let start = clock()
        let background = try sampler.background(of: store, queriedBy: modality)
        let milliseconds = (clock() - start) * 1_000
        let found = try sampler.sample(store, seed)
        let metric = try sampler.open(store).metric
        var pairs: [(Int, Int)]
        if let asking {
            pairs = RandomPairs(of: asking.contents, and: found.contents, limit: .max, seed: seed).pairs
        } else {
            pairs = RandomPairs(of: found.contents, limit: .max, seed: seed).pairs
        }
        var generator = SplitMix64(seed: seed)
        pairs.shuffle(using: &generator)
        let scores = pairs.prefix(limit).map { left, right in
            metric.score((asking ?? found).rows[left], found.rows[right])
        }
        let percentiles = scores.compactMap { background.percentile(of: $0) }
        guard !percentiles.isEmpty else { return nil }
        return Result(
            model: store.space.model, queries: modality, segments: store.modality, scores: scores,
            percentiles: percentiles, distance: Self.distanceFromUniform(percentiles), milliseconds: milliseconds)
    }

    /// The Kolmogorov-Smirnov distance of percentiles, 0 to 100, from an even spread.
    package static func distanceFromUniform(_ percentiles: [Double]) -> Double {
        let count = Double(percentiles.count)
        return percentiles.sorted().enumerated().reduce(0) { largest, next in
            let value = next.element / 100
            return max(largest, value - Double(next.offset) / count, Double(next.offset + 1) / count - value)
        }
    }
}
