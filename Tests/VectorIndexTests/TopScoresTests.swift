import NearestCore
import Testing

@testable import VectorIndex

@Suite("The best few of many")
struct TopScoresTests {
    @Test("equals a sort, whatever the limit", arguments: [1, 2, 3, 10, 99, 500, 1000])
    func equalsSort(limit: Int) {
        var generator = SplitMix64(seed: UInt64(limit))
        for _ in 0..<20 {
            let all = (0..<500).map {
                ScoredSegment(segment: Int64($0), score: Float(Int.random(in: 0...40, using: &generator)))
            }
            var left = TopScores(limit: limit)
            var right = TopScores(limit: limit)
            for candidate in all.shuffled(using: &generator) {
                if Bool.random(using: &generator) {
                    left.offer(candidate.score, candidate.segment)
                } else {
                    right.offer(candidate.score, candidate.segment)
                }
            }
            left.merge(right)
            let sorted = all.sorted { ($1.score, $0.segment) < ($0.score, $1.segment) }
            #expect(left.sorted() == Array(sorted.prefix(limit)))
            #expect(left.threshold == (limit > 500 ? -.infinity : sorted[limit - 1].score))
        }
    }
}
