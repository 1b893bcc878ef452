import NearestCore
import Testing
import VectorIndex

@testable import Search

@Suite struct BackgroundPairTests {
    /// Seeded vectors about a centre.
    private func rows(_ count: Int, around centre: [Float], spread: Float = 1, seed: UInt64) -> VectorBatch {
        var generator = SplitMix64(seed: seed)
        var batch = VectorBatch(dimensions: centre.count)
        for _ in 0..<count {
            let noise = centre.map { _ in
                (0..<12).reduce(Float(-6)) { sum, _ in sum + .random(in: 0..<1, using: &generator) }
            }
            batch.append(zip(centre, noise).map { $0 + spread * $1 })
        }
        return batch
    }

    private func units(_ rows: VectorBatch) -> VectorBatch {
        var units = VectorBatch(dimensions: rows.dimensions)
        for row in 0..<rows.count {
            let length = rows[row].reduce(0) { $0 + $1 * $1 }.squareRoot()
            units.append(rows[row].map { $0 / length })
        }
        return units
    }

    private let text: [Float] = (0..<48).map { $0 % 2 == 0 ? 3 : 0 }
    private let image: [Float] = (0..<48).map { $0 % 3 == 0 ? 3 : 0 }

    /// A modality gap: pictures lie in one cone, texts in another.
    @Test(arguments: Metric.allCases) func freshPairsOfTwoModalitiesAreUniform(metric: Metric) throws {
        func prepared(_ rows: VectorBatch) -> VectorBatch { metric == .cosine ? units(rows) : rows }
        let background = BackgroundDistribution(
            queries: BackgroundSample(rows: prepared(rows(400, around: text, seed: 1))),
            segments: BackgroundSample(rows: prepared(rows(900, around: image, seed: 2))), metric: metric)
        let asking = prepared(rows(2_000, around: text, seed: 3))
        let found = prepared(rows(2_000, around: image, seed: 4))
        let percentiles = try (0..<2_000).map { row in
            try #require(background.percentile(of: metric.score(asking[row], found[row])))
        }
        #expect(CalibrationCheck.distanceFromUniform(percentiles) < 0.05)
        // Beside pairs of pictures, every text would seem far away: the pair of modalities matters.
        let pictures = BackgroundDistribution(
            BackgroundSample(rows: prepared(rows(900, around: image, seed: 2))), metric: metric)
        let wrong = try (0..<2_000).map { row in
            try #require(pictures.percentile(of: metric.score(asking[row], found[row])))
        }
        #expect(CalibrationCheck.distanceFromUniform(wrong) > 0.2)
    }

    @Test func percentilesStillGrowBeyondTheSampledPairs() throws {
        let background = BackgroundDistribution(rows: units(rows(1_500, around: image, spread: 2, seed: 5)))
        let high = [0.8, 0.85, 0.9, 0.95].map { background.percentile(of: $0) ?? 0 }
        #expect(zip(high, high.dropFirst()).allSatisfy { $0 < $1 })
        #expect(high.allSatisfy { $0 > 99.9 && $0 < 100 })
    }

    /// The tail against the truth: fresh pairs, a hundred times as many as the tail was fitted to.
    @Test func theTailSaysHowRareHighScoresAre() throws {
        let background = BackgroundDistribution(rows: rows(1_500, around: text.map { _ in 0 }, seed: 6))
        let fresh = rows(2_400, around: text.map { _ in 0 }, seed: 7)
        let pairs = RandomPairs(of: (0..<2_400).map(Int64.init), limit: .max).pairs
        let scores = SortedScores(
            VectorKernels.fastest.scores(ofPairs: pairs, in: fresh, metric: .innerProduct)
        ).values
        for oneOf in [1_000, 10_000, 50_000] {
            let score = scores[scores.count - scores.count / oneOf]
            let share = try #require(background.share(atLeast: Double(score)))
            #expect((0.5...2).contains(share * Double(oneOf)), "one of \(oneOf): \(share)")
        }
    }

    @Test func piecesOfOneContentAreNoRandomPair() throws {
        // Forty recordings of five windows each, whose windows are nearly alike.
        var batch = VectorBatch(dimensions: 48)
        var contents: [Int64] = []
        for recording in 0..<40 {
            let centre = Array(units(rows(1, around: text.map { _ in 0 }, seed: UInt64(100 + recording)))[0])
            for row in 0..<5 {
                batch.append(rows(1, around: centre, spread: 0.01, seed: UInt64(row))[0])
                contents.append(Int64(recording))
            }
        }
        let pairs = RandomPairs(of: contents, limit: 100_000).pairs
        #expect(pairs.count == 200 * 195 / 2)
        let background = BackgroundDistribution(
            BackgroundSample(rows: batch, contents: contents), metric: .innerProduct)
        #expect(try #require(background.percentile(of: 0.9)) > 99.99)
    }

    @Test func aCorpusOfOneBookHasPairsAllTheSame() {
        let contents = [Int64](repeating: 7, count: 60) + [8]
        #expect(RandomPairs(of: contents, limit: 100_000).pairs.count == 61 * 60 / 2)
        #expect(RandomPairs(of: contents, and: contents, limit: 100_000).pairs.count == 61 * 61)
    }

    @Test(arguments: [0, 1, 2]) func fewRowsMakeNoPairsAndNoTrap(count: Int) {
        let few = BackgroundSample(rows: rows(count, around: text, seed: 1))
        let many = BackgroundSample(rows: rows(20, around: text, seed: 1))
        #expect(!BackgroundDistribution(few, metric: .l2).isTelling)
        #expect(!BackgroundDistribution(queries: few, segments: many, metric: .l2).isTelling)
        #expect(BackgroundDistribution(queries: few, segments: few, metric: .l2).share(atLeast: 1) == nil)
    }

    @Test(arguments: Metric.allCases) func theMeanScoreIsTheMeanOfTheScores(metric: Metric) {
        let found = metric == .cosine ? units(rows(50, around: image, seed: 8)) : rows(50, around: image, seed: 8)
        let query = Array(rows(1, around: text, seed: 9)[0])
        let background = BackgroundDistribution(BackgroundSample(rows: found), metric: metric)
        let mean = (0..<50).reduce(0.0) { $0 + Double(metric.score(query, found[$1])) } / 50
        #expect(abs(background.meanScore(of: query) - mean) < 1e-4 * max(1, abs(mean)))
    }

    @Test func scoresAreSortedAsComparingSortsThem() {
        var generator = SplitMix64(seed: 10)
        let some = (0..<5_000).map { _ in Float.random(in: -3...3, using: &generator) }
        let all = some + [0, -.infinity, .infinity, .leastNonzeroMagnitude, -1e-30] + some.prefix(10)
        #expect(SortedScores(all).values == all.sorted())
        #expect(SortedScores([]).values.isEmpty)
    }

    @Test func theDistanceIsKolmogorovsAndSmirnovs() {
        // As scipy.stats.kstest([0.1, 0.4, 0.45, 0.9], "uniform") says.
        #expect(abs(CalibrationCheck.distanceFromUniform([90, 10, 45, 40]) - 0.3) < 1e-12)
    }
}
