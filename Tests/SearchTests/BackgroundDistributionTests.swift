import NearestCore
import Testing

@testable import Search

@Suite struct BackgroundDistributionTests {
    /// Unit vectors in seeded random directions.
    private func randomRows(_ count: Int, dimensions: Int, seed: UInt64) -> VectorBatch {
        var generator = SplitMix64(seed: seed)
        var batch = VectorBatch(dimensions: dimensions)
        for _ in 0..<count {
            let row = (0..<dimensions).map { _ in
                (0..<12).reduce(Float(-6)) { sum, _ in sum + Float.random(in: 0..<1, using: &generator) }
            }
            let norm = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
            batch.append(row.map { $0 / norm })
        }
        return batch
    }

    @Test func percentilesOfFreshRandomPairsAreUniform() throws {
        let background = BackgroundDistribution(rows: randomRows(600, dimensions: 32, seed: 1))
        let fresh = randomRows(400, dimensions: 32, seed: 2)
        let percentiles = try stride(from: 0, to: 400, by: 2).map { row in
            let score = zip(fresh[row], fresh[row + 1]).reduce(Float(0)) { $0 + $1.0 * $1.1 }
            return try #require(background.percentile(of: score)) / 100
        }.sorted()
        // Kolmogorov-Smirnov distance; 1.63/√200 is its 1 % point.
        let distance = percentiles.enumerated().map { index, value in
            max(abs(value - Double(index) / 200), abs(value - Double(index + 1) / 200))
        }.max()
        #expect(try #require(distance) < 1.63 / 200.0.squareRoot())
    }

    @Test func endsAndTies() throws {
        var same = VectorBatch(dimensions: 2)
        for _ in 0..<20 { same.append([1, 0]) }
        let background = BackgroundDistribution(rows: same)
        #expect(background.percentile(of: 0.5) == 0)
        #expect(background.percentile(of: 1) == 50)
        #expect(background.percentile(of: 1.5) == 100)
    }

    @Test(arguments: [0, 1, 2, 14])
    func aSmallCorpusHasNoPercentiles(count: Int) {
        let background = BackgroundDistribution(rows: randomRows(count, dimensions: 4, seed: 3))
        #expect(background.percentile(of: 0.5) == nil)
    }

    @Test func theSameRowsGiveTheSamePercentiles() {
        let rows = randomRows(500, dimensions: 8, seed: 4)
        let first = BackgroundDistribution(rows: rows)
        let second = BackgroundDistribution(rows: rows)
        for score in stride(from: Float(-1), through: 1, by: 0.05) {
            #expect(first.percentile(of: score) == second.percentile(of: score))
        }
    }
}
