import Catalog
import Foundation
import NearestCore
import Testing

@testable import Search

/// One question, several lists: what the engine makes of them.
@Suite("Search over several spaces")
struct EngineTests {
    private let corpus: EngineCorpus
    private static let words = ListSource.space(model: "org/words")
    private static let aligned = ListSource.space(model: "org/aligned")

    init() throws {
        corpus = try EngineCorpus()
    }

    /// What holds of every answer.
    private func expectSound(_ outcome: SearchOutcome, _ comment: Comment? = nil) {
        let hits = outcome.neighbours
        #expect(hits.map(\.rank) == Array(1...max(1, hits.count)).prefix(hits.count).map { $0 }, comment)
        #expect(Set(hits.map(\.key)).count == hits.count, comment)
        #expect(zip(hits, hits.dropFirst()).allSatisfy { $0.fusedScore >= $1.fusedScore - 1e-12 }, comment)
        for hit in hits {
            guard let first = hit.contributions.first else {
                Issue.record("\(hit.path.display) came from nowhere")
                continue
            }
            #expect(Set(hit.contributions.map(\.source)).count == hit.contributions.count, comment)
            #expect((hit.segment, hit.evidence) == (first.segment, first.evidence), comment)
            guard first.source != .fullText else { continue }
            #expect((hit.score, hit.percentile, hit.model) == (first.score, first.percentile, first.source.name))
            let percentiles = hit.contributions.filter { $0.source != .fullText }.map { $0.percentile ?? -1 }
            #expect(percentiles.first == percentiles.max(), comment)
        }
    }

    private func refusal(
        _ query: String, models: [String] = [], weights: [String: Double] = [:], by engine: SearchEngine? = nil
    ) -> NearestError? {
        #expect(throws: NearestError.self) {
            try corpus.search(query, models: models, weights: weights, by: engine)
        }
    }

    private func sources(_ outcome: SearchOutcome) -> Set<ListSource> {
        Set(outcome.neighbours.flatMap(\.contributions).map(\.source))
    }

    // MARK: Fusion

    @Test func aTypedTextGoesToEverySpaceThatTakesWordsAndToTheFullText() throws {
        let outcome = try corpus.search("violin", limit: 200)
        expectSound(outcome)
        #expect(sources(outcome) == [Self.words, Self.aligned, .fullText])
        #expect(outcome.notes.isEmpty && outcome.match == .clear)
        // Texts by words and full text, pictures by the model that saw them.
        let top = try corpus.search("violin", limit: 12).neighbours
        #expect(top.prefix(4).allSatisfy { $0.path.display.contains("violin") })
        #expect(Set(top.map(\.modality)) == [.text, .image])
        let hit = try #require(top.first { $0.modality == .text })
        #expect(Set(hit.contributions.map(\.source)) == [Self.words, .fullText] && hit.matchedWords == ["violin"])
        // The full text says as much as both spaces together.
        let shares = hit.contributions.map { ($0.source == .fullText ? 2 : 1) / Double(60 + $0.rank) }
        #expect(abs(hit.fusedScore - shares.reduce(0, +)) < 1e-12)
        #expect(outcome.searched > TopicEncoder.topics.count * EngineCorpus.textsOfTopic)
        let timings = outcome.timings
        #expect(timings.encode > 0 && timings.search > 0 && timings.words > 0 && timings.fuse > 0)
        #expect(timings.read > 0 && outcome.elapsedMilliseconds > timings.read)
    }

    @Test(arguments: [("a whale seen from below", "whale"), ("an owl at noon", "owl")])
    func aPictureFoundByItsWordsAndByItsPixelsIsOneHit(query: String, topic: String) throws {
        let outcome = try corpus.search(query, limit: 200)
        expectSound(outcome)
        let hits = outcome.neighbours.filter { $0.path.display == "pictures/\(topic)-0.tif" }
        let hit = try #require(hits.first)
        #expect(hits.count == 1 && hit.rank <= 2 && hit.modality == .image)
        let evidence = Dictionary(uniqueKeysWithValues: hit.contributions.map { ($0.source, $0.evidence) })
        #expect(evidence == [Self.words: .caption, Self.aligned: .native, .fullText: .caption])
        #expect(Set(hit.contributions.map(\.segment)).count == 2)
        // Its words are the question's own, and its pixels are only of the topic.
        let byWords = try #require(hit.contributions.first { $0.source == Self.words })
        #expect(byWords.score > 0.999 && byWords.rank == 1)
    }

    @Test func wordsAboutACopyOfAPictureAreWordsAboutThePicture() throws {
        let outcome = try corpus.search("a mosaic of fish", limit: 200)
        expectSound(outcome)
        let hits = outcome.neighbours.filter { hit in
            ([hit.path] + hit.copies).contains { ["pictures/mosaic-0.tif", "texts/copy.tif"].contains($0.display) }
        }
        #expect(hits.count == 1)
        #expect(Set(hits.first?.contributions.map(\.evidence) ?? []) == [.caption, .native])
    }

    @Test func aHitOfTheFullTextAloneHasTheScoreOfASpace() throws {
        let outcome = try corpus.search("QX4711", limit: 3)
        let hit = try #require(outcome.neighbours.first { $0.path.display == "texts/part.txt" })
        let cosine = zip(
            corpus.text.vector(of: "QX4711"), corpus.text.vector(of: "part QX4711 is out of stock")
        ).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(hit.contributions.map(\.source) == [.fullText])
        #expect(abs(hit.score - cosine) < 1e-5 && hit.model == "org/words" && hit.percentile != nil)
        #expect(hit.contributions.first?.score != hit.score && hit.matchedWords == ["qx4711"])
    }

    @Test func namesRestrict() throws {
        for (models, expected) in [
            (["org/words"], [Self.words]), (["aligned"], [Self.aligned]), (["bm25"], [ListSource.fullText]),
            (["words", "bm25"], [Self.words, .fullText]),
            (["org/aligned", "words", "aligned"], [Self.words, Self.aligned]),
        ] {
            let outcome = try corpus.search("the lighthouse", limit: 100, models: models)
            expectSound(outcome, "\(models)")
            #expect(sources(outcome) == Set(expected), "\(models)")
            let typed = try corpus.search("the lighthouse model:\(models.joined(separator: ","))", limit: 100)
            #expect(typed.neighbours.map(\.key) == outcome.neighbours.map(\.key))
        }
        let unknown = refusal("owl", models: ["nosuch"])
        #expect(unknown?.code == .unknownModel && unknown?.remedy?.contains("org/aligned, org/words") == true)
    }

    @Test func theFullTextAloneTakesWordsAndNoFiles() throws {
        corpus.gone.models.withLock { $0 = ["org/words", "org/aligned"] }
        let outcome = try corpus.search("lighthouse remark", models: ["bm25"])
        expectSound(outcome)
        #expect(outcome.neighbours.first?.path.display.hasPrefix("texts/lighthouse") == true)
        #expect(outcome.neighbours.first?.model == "bm25" && outcome.match == .clear)
        for query in ["./pictures/owl-0.tif", "= owl + whale", ""] {
            #expect(refusal(query, models: ["bm25"])?.code == .invalidArgument, "\(query)")
        }
        #expect(refusal("./pictures/owl-0.tif", models: ["bm25"])?.problem.contains("words only") == true)
    }

    @Test func weightsCount() throws {
        #expect(!sources(try corpus.search("owl", weights: ["bm25": 0])).contains(.fullText))
        let silent = try corpus.search("owl", weights: ["words": 0])
        expectSound(silent)
        #expect(sources(silent) == [Self.aligned, .fullText])
        let pictures = try corpus.search("glacier", limit: 7, weights: ["org/aligned": 50])
        #expect(pictures.neighbours.prefix(2).allSatisfy { $0.modality == .image })
        let texts = try corpus.search("glacier", limit: 7, weights: ["aligned": 0.1])
        #expect(texts.neighbours.prefix(5).allSatisfy { $0.modality == .text })

        let unknown = refusal("owl", weights: ["nosuch": 1])
        #expect(unknown?.subject == "nosuch" && unknown?.remedy?.contains("org/aligned") == true)
        #expect(unknown?.remedy?.contains("bm25") == true)
        // Lists that are not asked have names, too.
        #expect(
            try !corpus.search("owl", models: ["words"], weights: ["aligned": 2, "bm25": 2]).neighbours.isEmpty)
        #expect(refusal("owl", models: ["words"], weights: ["words": 0])?.problem.contains("weight 0") == true)
        var weights = ListWeights()
        for value in [-1, .nan, .infinity] {
            #expect(throws: NearestError.self) { try weights.set(value, of: "bm25") }
        }
    }

    // MARK: What fails

    @Test func aModelThatIsGoneIsLeftOutWithANote() throws {
        corpus.gone.models.withLock { $0 = ["org/aligned"] }
        let outcome = try corpus.search("whale", limit: 200)
        expectSound(outcome)
        #expect(sources(outcome) == [Self.words, .fullText])
        #expect(outcome.notes.count == 1)
        #expect(outcome.notes.first?.contains("org/aligned is left out: is not on the disk") == true)
        #expect(outcome.notes.first?.contains("Pull org/aligned.") == true)

        #expect(refusal("whale", models: ["aligned"])?.remedy == "Pull org/aligned.")
        corpus.gone.models.withLock { $0 = ["org/aligned", "org/words"] }
        #expect(refusal("whale", by: try corpus.freshEngine())?.code == .unknownModel)
        // It came back.
        corpus.gone.models.withLock { $0 = [] }
        #expect(try corpus.search("whale").notes.isEmpty)
    }

    @Test func aDamagedStoreTakesNoOtherDown() throws {
        _ = try corpus.search("whale")
        try corpus.lose("org/aligned", .image)
        let outcome = try corpus.search("whale", by: try corpus.freshEngine())
        expectSound(outcome)
        #expect(sources(outcome) == [Self.words, .fullText])
        #expect(outcome.notes.contains { $0.hasPrefix("org/aligned is left out:") })
        #expect(outcome.neighbours.allSatisfy { $0.percentile != nil })
    }

    @Test func picturesAreFoundWhereTheTextsOfTheirSpaceAreLost() throws {
        try corpus.lose("org/words", .text)
        let engine = try corpus.freshEngine()
        let outcome = try corpus.search("a whale seen from below type:image", by: engine)
        expectSound(outcome)
        #expect(outcome.neighbours.first?.path.display == "pictures/whale-0.tif")
        #expect(sources(outcome) == [Self.words, Self.aligned, .fullText])
    }

    @Test func beingCalledOffEndsIt() throws {
        let stop = Cancellation()
        stop.cancel()
        #expect(throws: CancellationError.self) { try corpus.search("whale", cancellation: stop) }
        let later = Cancellation()
        corpus.aligned.before.withLock { $0 = { later.cancel() } }
        #expect(throws: CancellationError.self) { try corpus.search("canoe", cancellation: later) }
        corpus.aligned.before.withLock { $0 = nil }
        expectSound(try corpus.search("canoe"))
    }

    // MARK: Limits and filters

    @Test func limitsMayBeAnything() throws {
        #expect(try corpus.search("whale", limit: 0).neighbours.isEmpty)
        let one = try corpus.search("whale", limit: 1)
        #expect(one.neighbours.count == 1)
        let all = try corpus.search("whale", limit: .max)
        expectSound(all)
        let texts = TopicEncoder.topics.count * EngineCorpus.textsOfTopic + 3
        #expect(all.neighbours.count == texts + TopicEncoder.topics.count * 2)
        #expect(try corpus.search("whale", limit: .max, models: ["bm25"]).neighbours.count <= all.neighbours.count)
    }

    @Test func aThresholdKeepsWhatIsAsNear() throws {
        let all = try corpus.search("whale", limit: 200)
        let near = try corpus.search("whale", limit: 200, threshold: 0.6)
        expectSound(near)
        #expect(near.neighbours.allSatisfy { $0.score >= 0.6 } && !near.neighbours.isEmpty)
        #expect(near.neighbours.count == all.neighbours.count { $0.score >= 0.6 })
        #expect(try corpus.search("whale", threshold: 1.5).neighbours.isEmpty)
    }

    @Test func filtersHoldForEveryList() throws {
        let pictures = try corpus.search("mosaic type:image", limit: 200)
        expectSound(pictures)
        #expect(Set(pictures.neighbours.map(\.modality)) == [.image])
        #expect(sources(pictures) == [Self.words, Self.aligned, .fullText])
        let markdown = try corpus.search("owl ext:md", limit: 200)
        expectSound(markdown)
        #expect(Set(markdown.neighbours.map(\.path.display)) == ["texts/birds.md", "texts/floors.md"])
        // Of a picture that lies twice only the copy that passes is named, whichever is first.
        for (folder, path) in [("texts", "texts/copy.tif"), ("pictures", "pictures/mosaic-0.tif")] {
            let outcome = try corpus.search("mosaic type:image path:\(folder)/", limit: 200)
            expectSound(outcome, "\(folder)")
            let hits = outcome.neighbours.filter { $0.path.display == path }
            #expect(hits.count == 1 && hits.first?.copies.isEmpty == true, "\(folder)")
            #expect(outcome.neighbours.allSatisfy { $0.path.display.hasPrefix(folder + "/") })
        }
        let none = try corpus.search("mosaic type:audio", limit: 200)
        #expect(none.neighbours.isEmpty && none.notes.count == 1)
        #expect(try corpus.search("mosaic ext:nosuch", limit: 200).neighbours.isEmpty)
    }

    @Test func datesFilter() throws {
        let path = corpus.corpus.path + "/texts/owl-3.txt"
        let old = try #require(DateComponents(calendar: Calendar.current, year: 2019, month: 6, day: 2).date)
        try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: path)
        try corpus.corpus.index([corpus.text, corpus.aligned])
        let before = try corpus.search("owl before:2020-01-01")
        expectSound(before)
        #expect(before.neighbours.map(\.path.display) == ["texts/owl-3.txt"])
        let after = try corpus.search("owl after:2020-01-01", limit: 200)
        #expect(!after.neighbours.contains { $0.path.display == "texts/owl-3.txt" } && after.neighbours.count > 80)
    }

    // MARK: Files and formulas

    @Test func aPictureOfTheCorpusIsItsOwnNearest() throws {
        let outcome = try corpus.search("./pictures/comet-1.tif")
        expectSound(outcome)
        let hit = try #require(outcome.neighbours.first)
        #expect(hit.path.display == "pictures/comet-1.tif" && abs(hit.score - 1) < 1e-4)
        #expect(sources(outcome).contains(Self.aligned) && !sources(outcome).contains(.fullText))
        #expect(!sources(outcome).contains(Self.words))
        let seen = try corpus.search("./pictures/comet-1.tif", limit: 2, models: ["aligned"])
        #expect(seen.neighbours.map(\.path.display) == ["pictures/comet-1.tif", "pictures/comet-0.tif"])
    }

    @Test func aFormulaAddsAndTakesAway() throws {
        let outcome = try corpus.search("= whale + bread - 0.2:owl", limit: 10)
        expectSound(outcome)
        #expect(!sources(outcome).contains(.fullText))
        let topics = Set(
            outcome.neighbours.prefix(8).compactMap { hit in
                TopicEncoder.topics.first { hit.path.display.contains($0) }
            })
        #expect(topics == ["whale", "bread"])
        #expect(refusal("= owl - owl")?.problem.contains("cancel") == true)
    }

    @Test func eachHitHasAPreview() throws {
        for query in ["an owl at noon", "= whale + bread", "./pictures/owl-0.tif", "QX4711"] {
            let outcome = try corpus.search(query, limit: 40)
            #expect(!outcome.neighbours.isEmpty)
            for hit in outcome.neighbours {
                let preview = try corpus.engine.preview(of: hit, query: query, cancellation: Cancellation())
                #expect(preview.segment == hit.segment && !preview.facts.isEmpty, "\(query) \(hit.path.display)")
                #expect(preview.text.unicodeScalars.count >= preview.passage.upperBound)
                if hit.evidence == .native, hit.path.display.contains("owl-0") {
                    #expect(preview.text.contains("an owl at noon"))
                }
            }
        }
    }

    // MARK: Judgement

    @Test func gibberishHasNoMatchAndAQuestionHas() throws {
        for query in ["qq zzt vrk", "blorp fnagle", "xx yy"] {
            let outcome = try corpus.search(query, models: ["words", "bm25"])
            #expect(outcome.match < .clear && !outcome.neighbours.isEmpty, "\(query)")
        }
        for query in ["the whale, remark 3", "QX4711"] {
            #expect(try corpus.search(query, models: ["words", "bm25"]).match == .clear, "\(query)")
        }
    }
}
