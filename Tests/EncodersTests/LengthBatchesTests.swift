import NearestCore
import Testing

@testable import Encoders

@Suite("Batches by length")
struct LengthBatchesTests {
    @Test("hold every sequence once, within the budget, the longest first")
    func plan() {
        var random = SplitMix64(seed: 5)
        for count in [0, 1, 2, 17, 500] {
            let lengths = (0..<count).map { _ in Int(random.next() % 256) + 1 }
            let batches = LengthBatches.plan(lengths: lengths, longest: 256, tokenBudget: 1024)
            #expect(batches.flatMap(\.rows).sorted() == Array(0..<count))
            for batch in batches {
                #expect(batch.rows.allSatisfy { lengths[$0] <= batch.length })
                #expect(batch.rows.count == 1 || batch.rows.count * batch.length <= 1024)
                #expect(batch.length <= LengthBatches.padded(batch.rows.map { lengths[$0] }.max() ?? 0))
            }
            #expect(batches.map(\.length) == batches.map(\.length).sorted(by: >))
        }
    }

    @Test("run a sequence that is longer than the budget alone")
    func oversized() {
        let batches = LengthBatches.plan(lengths: [3, 5000, 4], longest: 5000, tokenBudget: 100)
        #expect(batches.first?.rows == [1] && batches.dropFirst().map(\.rows) == [[2, 0]])
    }

    @Test("fill nothing up beyond what the model has positions for")
    func longest() {
        // 77 tokens, as CLIP reads them, would be filled up to 78.
        #expect(LengthBatches.padded(77) == 78)
        #expect(LengthBatches.plan(lengths: [77, 5], longest: 77).map(\.length) == [77])
        #expect(LengthBatches.plan(lengths: [69], longest: 77).map(\.length) == [70])
    }

    @Test("pad little, to lengths that come again")
    func padding() {
        for length in 1...600 {
            let padded = LengthBatches.padded(length)
            #expect(padded >= length && Double(padded - length) <= 0.031 * Double(length) + 0.001)
        }
        #expect(Set((1...256).map(LengthBatches.padded)).count == 128)
        #expect(LengthBatches.padded(0) == 1)
    }
}
