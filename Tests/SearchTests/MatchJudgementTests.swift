import NearestCore
import Testing

@testable import Search

@Suite struct MatchJudgementTests {
    private static let dimensions = 64

    /// A corpus of topics, as corpora have them: each row is near one of some directions, in a narrow cone.
    private struct Corpus {
        var rows = VectorBatch(dimensions: dimensions)
        var topics: [[Float]] = []
        var cone: [Float]
        var generator: SplitMix64

        init(_ count: Int, topics topicCount: Int, seed: UInt64) {
            generator = SplitMix64(seed: seed)
            cone = (0..<dimensions).map { $0 < 4 ? 1.5 : 0 }
            topics = (0..<topicCount).map { _ in noise(1) }
            for row in 0..<count { rows.append(unit(zip(topics[row % topicCount], noise(0.6)).map(+))) }
        }

        mutating func noise(_ spread: Float) -> [Float] {
            (0..<dimensions).map { _ in
                spread * (0..<12).reduce(Float(-6)) { sum, _ in sum + .random(in: 0..<1, using: &generator) }
            }
        }

        mutating func unit(_ row: [Float]) -> [Float] {
            let moved = zip(row, cone).map(+)
            let length = moved.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return moved.map { $0 / length }
        }

        /// Near one row, as a paraphrase is.
        mutating func question(about row: Int) -> [Float] {
            zip(rows[row].map { $0 * 10 }, noise(0.6)).map(+)
        }
    }

    private func judged(_ query: [Float], in corpus: Corpus, metric: Metric) throws -> MatchJudgement {
        let length = query.reduce(0) { $0 + $1 * $1 }.squareRoot()
        let vector = metric == .innerProduct ? query.map { $0 / length } : query
        let stored = metric == .l2 ? scaled(corpus.rows, by: length) : corpus.rows
        let sample = BackgroundSample(rows: stored)
        let background = BackgroundDistribution(sample, metric: metric)
        let best = (0..<stored.count).map { metric.score(vector, stored[$0]) }.max() ?? 0
        return try #require(
            MatchJudgement(
                best: best, query: vector, searched: [.init(count: stored.count, background: background)]))
    }

    private func scaled(_ rows: VectorBatch, by factor: Float) -> VectorBatch {
        VectorBatch(dimensions: rows.dimensions, values: rows.values.map { $0 * factor })
    }

    @Test(arguments: Metric.allCases, [150, 1_200])
    func questionsStandOutAndRandomDirectionsDoNot(metric: Metric, count: Int) throws {
        var corpus = Corpus(count, topics: count / 15, seed: 21)
        for row in [3, 50, 140] {
            let question = try judged(corpus.question(about: row), in: corpus, metric: metric)
            #expect(question.strength == .clear, "\(metric): \(question.expectedByChance)")
        }
        let random = try (0..<10).map { _ in
            let noise = corpus.noise(1)
            return try judged(corpus.unit(noise).map { $0 * 10 }, in: corpus, metric: metric)
        }
        #expect(random.count { $0.strength == .clear } <= 1, "\(metric): \(random.map(\.expectedByChance))")
    }

    @Test func moreVectorsMakeTheSameScoreLessOfAMatch() throws {
        var corpus = Corpus(1_000, topics: 300, seed: 22)
        let query = corpus.question(about: 5)
        let background = BackgroundDistribution(BackgroundSample(rows: corpus.rows), metric: .cosine)
        let some = try #require(
            MatchJudgement(best: 0.7, query: query, searched: [.init(count: 1_000, background: background)]))
        let many = try #require(
            MatchJudgement(best: 0.7, query: query, searched: [.init(count: 1_000_000, background: background)]))
        #expect(abs(many.expectedByChance / some.expectedByChance - 1_000) < 1e-6)
    }

    @Test func aQueryThatIsCloseToEverythingMustComeCloser() throws {
        var corpus = Corpus(1_000, topics: 300, seed: 23)
        let background = BackgroundDistribution(BackgroundSample(rows: corpus.rows), metric: .cosine)
        let usual = corpus.question(about: 5)
        let hub = corpus.cone
        let far = try #require(
            MatchJudgement(best: 0.7, query: usual, searched: [.init(count: 1_000, background: background)]))
        let close = try #require(
            MatchJudgement(best: 0.7, query: hub, searched: [.init(count: 1_000, background: background)]))
        #expect(background.meanScore(of: hub) > background.meanScore(of: usual))
        #expect(close.expectedByChance > far.expectedByChance)
    }

    @Test func wordsThatAreThereStandOut() throws {
        var corpus = Corpus(1_000, topics: 300, seed: 24)
        let background = BackgroundDistribution(BackgroundSample(rows: corpus.rows), metric: .cosine)
        let query = corpus.question(about: 5)
        for (share, standsOut) in [(0.0, false), (0.3, false), (0.6, true)] {
            let judgement = try #require(
                MatchJudgement(
                    best: 0.1, query: query, searched: [.init(count: 1_000, background: background)],
                    wordShare: share))
            #expect(judgement.strength == (standsOut ? .clear : MatchStrength.none))
        }
    }

    @Test func aSmallCorpusSaysNothing() {
        let rows = VectorBatch(dimensions: 2, values: [1, 0, 0, 1])
        let background = BackgroundDistribution(rows: rows)
        #expect(MatchJudgement(best: 1, query: [1, 0], searched: [.init(count: 2, background: background)]) == nil)
        #expect(MatchJudgement.strength(of: [nil, nil]) == .clear)
    }

    @Test func whatComesNearSaysMoreInWordsThatTheModelHas() throws {
        let rows = Corpus(1_000, topics: 300, seed: 25).rows
        let background = BackgroundDistribution(BackgroundSample(rows: rows), metric: .cosine)
        var judgement = try #require(
            MatchJudgement(
                best: 0.7, query: Array(rows[0]), searched: [.init(count: 1_000, background: background)]))
        for (expected, known, strength) in [
            (0.1, false, MatchStrength.clear), (5, true, .weak), (5, false, MatchStrength.none),
            (20, true, MatchStrength.none),
        ] {
            (judgement.expectedByChance, judgement.areWordsKnown) = (expected, known)
            #expect(judgement.strength == strength)
        }
        #expect(MatchStrength.allCases.sorted() == [.none, .weak, .clear])
    }
}
