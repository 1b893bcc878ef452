import NearestCore
import Testing

@testable import Search

@Suite("Lists side by side")
struct ComparingTests {
    @Test("rank-biased overlap follows the paper's equation, worked out by hand")
    func rankBiasedOverlap() throws {
        func overlap(_ one: [String], _ other: [String]) throws -> Double {
            try #require(RankBiasedOverlap.extrapolated(one, other, persistence: 0.9))
        }
        #expect(abs(try overlap(["a", "b", "c"], ["a", "c", "b"]) - 0.955) < 1e-12)
        #expect(abs(try overlap(["a"], ["a", "b"]) - 1) < 1e-12)
        #expect(abs(try overlap(["a", "b"], ["a"]) - 1) < 1e-12)
        #expect(try overlap(["a", "b"], ["c", "d"]) == 0)
        // 0.1 / 0.9 × (0 × 0.9 + 2/2 × 0.81) + 2/2 × 0.81.
        #expect(abs(try overlap(["a", "b"], ["b", "a"]) - 0.9) < 1e-12)
        #expect(RankBiasedOverlap.extrapolated([String](), []) == nil)
        #expect(try overlap([], ["a"]) == 0)
    }

    @Test("a distribution says what numpy says of the same scores")
    func distribution() throws {
        // numpy 1.26: mean, std(ddof=1), quantile.
        let scores = try #require(ScoreDistribution([0.5, -0.25, 0.125, 0.75, 0.25]))
        #expect(scores.count == 5)
        #expect(abs(scores.mean - 0.275) < 1e-9)
        #expect(abs(scores.deviation - 0.379_143_772) < 1e-8)
        #expect((scores.minimum, scores.median, scores.maximum) == (-0.25, 0.25, 0.75))
        #expect(abs(scores.ninetieth - 0.65) < 1e-9)
        #expect(abs(scores.ninetyNinth - 0.74) < 1e-9)
        #expect(scores.histogram.reduce(0, +) == 5)
        #expect(scores.histogram.first == 1 && scores.histogram.last == 1)
        #expect(try #require(ScoreDistribution([1, 1, 1])).histogram == [3])
        #expect(ScoreDistribution([]) == nil)
    }

    @Test("two lists agree in what both hold, with the difference of the ranks")
    func pair() {
        let left = Self.column("left", ["a", "b", "c", "d"])
        let right = Self.column("right", ["c", "a", "x"])
        let pair = ListPair(left, right, limit: 4)
        #expect(pair.overlap == 0.5)
        #expect(pair.shared.map(\.path.display) == ["a", "c"])
        #expect(pair.shared.map(\.difference) == [1, -2])
        let nothing = ListPair(Self.column("left", []), Self.column("right", []), limit: 4)
        #expect(nothing.overlap == 0 && nothing.rankBiasedOverlap == nil)
    }

    private static func column(_ name: String, _ paths: [String]) -> Comparison.Column {
        let neighbours = paths.enumerated().map { index, path in
            Neighbour(
                segment: Int64(path.unicodeScalars.first?.value ?? 0), rank: index + 1, score: 0, percentile: nil,
                path: CorpusPath(path), modality: .text, model: name, evidence: .content, place: .whole, text: "")
        }
        return Comparison.Column(name: name, neighbours: neighbours, scores: [], match: .clear, notes: [])
    }
}
