import Catalog
import Foundation
import NearestCore
import Search
import Testing
import VectorIndex

@testable import Indexing

/// Models that encode questions only get a sample of what questions are like.
@Suite struct ProbeTests {
    private let corpus: TemporaryCorpus
    private let text = CountingEncoder()
    private let aligned = CountingEncoder(model: "org/aligned", modalities: [.text, .image])

    init() throws {
        corpus = try TemporaryCorpus()
        for index in 1...20 { try corpus.write(MediaFiles.picture(red: UInt8(index)), to: "\(index).tif") }
    }

    private func write(_ texts: Range<Int>) throws {
        for index in texts { try corpus.write("This is text number \(index).", to: "\(index).txt") }
    }

    private func probes() throws -> VectorBatch? {
        let catalog = try corpus.catalog
        let space = try #require(catalog.spaces().first { $0.space == aligned.space })
        return try catalog.probes(spaceID: space.id, modality: .text)
    }

    @Test func textsOfTheCorpusAreEncodedAsQuestionsOnce() throws {
        try write(0..<30)
        try corpus.index([text, aligned])
        let made = try #require(try probes())
        #expect((made.dimensions, made.count) == (8, aligned.texts.count))
        #expect(made.count >= 30)
        #expect(aligned.texts.contains("This is text number 7."))
        let index = try #require(aligned.texts.firstIndex(of: "This is text number 7."))
        #expect(Array(made[index]) == aligned.vector(of: "This is text number 7."))
        #expect(text.texts.count == 30)

        try write(30..<50)
        try corpus.index([text, aligned])
        #expect(aligned.texts.count == made.count)
        try write(50..<70)
        try corpus.index([text, aligned])
        #expect(try #require(try probes()).count >= 70)
    }

    @Test func fewTextsAreNoSample() throws {
        try write(0..<3)
        try corpus.index([text, aligned])
        #expect(try probes() == nil)
        #expect(aligned.texts.isEmpty)
    }

    @Test func aModelThatFailsAtThemFailsNoRun() throws {
        try write(0..<30)
        aligned.log.withLock { log in
            log.beforeBatch = { done in
                if done >= 20 { throw NearestError(.brokenModel, "org/aligned", "it broke") }
            }
        }
        #expect(try corpus.index([text, aligned]).phase == .finished)
        #expect(try probes() == nil)
        aligned.log.withLock { $0.beforeBatch = nil }
        try corpus.index([text, aligned])
        #expect(try probes() != nil)
    }

    @Test func aStopLeavesNothingHalfDone() throws {
        try write(0..<30)
        let stop = Cancellation()
        aligned.log.withLock { log in
            log.beforeBatch = { done in if done >= 40 { stop.cancel() } }
        }
        #expect(try corpus.index([text, aligned], cancellation: stop).phase == .cancelled)
        #expect(try probes() == nil)
    }

    @Test func scoresOfQuestionsAndPicturesHaveABackground() throws {
        try write(0..<30)
        try corpus.index([text, aligned])
        let catalog = try corpus.catalog
        let folder = corpus.location.folder
        let sampler = BackgroundSampler(catalog: catalog) { store in
            try FlatIndex(
                folder: folder + "/" + store.folder, dimensions: store.space.dimensions,
                fingerprint: store.space.fingerprint, committedRows: store.rows)
        }
        let pictures = try #require(catalog.stores().first { $0.space == aligned.space })
        #expect(pictures.modality == .image)
        let asking = try #require(try sampler.querySample(of: pictures, .text, seed: 1))
        #expect(asking.rows.count >= 30)
        // 20 pictures make 190 pairs among themselves, and at least 600 with the probes.
        let background = try sampler.background(of: pictures, queriedBy: .text)
        let found = try sampler.sample(pictures, 1)
        var sum = 0.0
        for left in 0..<asking.rows.count {
            for right in 0..<found.rows.count {
                sum += Double(aligned.space.metric.score(asking.rows[left], found.rows[right]))
            }
        }
        let mean = sum / Double(asking.rows.count * found.rows.count)
        #expect(abs(background.mean - mean) < 1e-4)
        #expect(try sampler.querySample(of: pictures, .image, seed: 1) == nil)
        #expect(try sampler.querySample(of: pictures, .audio, seed: 1) == nil)

        let check = CalibrationCheck(catalog: catalog, open: sampler.open, clock: { 0 })
        let results = try check.results(pairs: 500, seed: 1, cancellation: Cancellation())
        let pairs = Set(results.map { "\($0.model): \($0.queries) \($0.segments)" })
        // Ten texts have too few pairs among themselves; twenty stand beside pictures of their names.
        #expect(
            pairs == [
                "counting: text image", "counting: image text", "counting: image image", "org/aligned: text image",
                "org/aligned: image image",
            ])
        #expect(results.allSatisfy { $0.distance < 1.63 / 190.0.squareRoot() })
    }

    @Test func anEngineThatSearchedBeforeThereWereProbesTakesThem() throws {
        try write(0..<30)
        try corpus.index([text, aligned])
        let catalog = try Catalog(writingTo: corpus.location.folder)
        let space = try #require(catalog.spaces().first { $0.space == aligned.space })
        let made = try #require(try probes())
        func engine() throws -> SearchEngine {
            try SearchEngine(
                location: corpus.location, encoder: { [text, aligned] in $0 == text.space ? text : aligned })
        }
        func percentiles(_ engine: SearchEngine) throws -> [Double?] {
            let request = try SearchRequest("text number", models: ["org/aligned"])
            return try engine.search(request, cancellation: Cancellation()).neighbours.map(\.percentile)
        }
        // What an engine sees that searches while the run that makes them is under way.
        let none = VectorBatch(dimensions: made.dimensions)
        try catalog.setProbes(none, spaceID: space.id, modality: .text, segments: 0)
        let early = try engine()
        let before = try percentiles(early)
        try catalog.setProbes(made, spaceID: space.id, modality: .text, segments: 30)
        let after = try percentiles(early)
        #expect(after != before)
        #expect(after == (try percentiles(engine())))
    }
}
