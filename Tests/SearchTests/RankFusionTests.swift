import NearestCore
import Testing

@testable import Search

@Suite("Reciprocal rank fusion")
struct RankFusionTests {
    @Test("sums 1 / (60 + rank) over the lists")
    func sums() throws {
        let fused = RankFusion.fuse([.init(["a", "b", "c"]), .init(["c", "a"])])
        #expect(fused.map(\.key) == ["a", "c", "b"])
        #expect(abs(fused[0].score - (1 / 61.0 + 1 / 62.0)) < 1e-12)
        #expect(abs(fused[1].score - (1 / 63.0 + 1 / 61.0)) < 1e-12)
        #expect(abs(fused[2].score - 1 / 62.0) < 1e-12)
        #expect(fused[1].ranks.map(\.list) == [0, 1])
        #expect(fused[1].ranks.map(\.rank) == [3, 1])
    }

    @Test("weighs the lists, and a weight of 0 leaves one out")
    func weights() {
        let lists = [RankFusion.Ranked(["a", "b"]), RankFusion.Ranked(["b", "c"], weight: 3)]
        #expect(RankFusion.fuse(lists).map(\.key) == ["b", "c", "a"])
        #expect(RankFusion.fuse([lists[0], .init(["z"], weight: 0)]).map(\.key) == ["a", "b"])
    }

    @Test("keeps the order of a single list, and of equals the first list's")
    func order() {
        #expect(RankFusion.fuse([.init([3, 1, 2])]).map(\.key) == [3, 1, 2])
        #expect(RankFusion.fuse([.init(["a"]), .init(["b"])]).map(\.key) == ["a", "b"])
        #expect(RankFusion.fuse([RankFusion.Ranked<Int>]()).isEmpty)
    }

    @Test("gives the same first hits however long the lists are")
    func depth() {
        let (one, other) = (Array(1...200), Array(stride(from: 200, through: 1, by: -1)))
        let short = RankFusion.fuse([.init(Array(one.prefix(50))), .init(Array(other.prefix(50)))], depth: 50)
        let long = RankFusion.fuse([.init(one), .init(other)], depth: 50)
        #expect(long.prefix(short.count).map(\.key) == short.map(\.key))
        #expect(long.prefix(short.count).map(\.score) == short.map(\.score))
        #expect(Set(long.map(\.key)).count == 200)
    }

    @Test("a weight is a number from 0 on, and names one list or another")
    func namedWeights() throws {
        var weights = ListWeights()
        #expect(throws: NearestError.self) { try weights.set(-1, of: "bm25") }
        #expect(throws: NearestError.self) { try weights.set(.infinity, of: "bm25") }
        try weights.set(0.5, of: "clip-vit-base-patch32")
        let clip = ListSource.space(model: "openai/clip-vit-base-patch32")
        #expect(weights.weight(of: clip) == 0.5)
        #expect(weights.weight(of: .fullText) == 1)
        #expect(weights.weight(of: .fullText, besides: 3) == 3)
        #expect(weights.unknown(among: [clip]).isEmpty)
        #expect(weights.unknown(among: [.fullText]) == ["clip-vit-base-patch32"])
    }
}
