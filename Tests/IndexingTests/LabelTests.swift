import Catalog
import Extraction
import Foundation
import NearestCore
import Search
import Testing

@testable import Encoders
@testable import Indexing

/// What a classifier predicts of a picture or a sound is words that find it.
@Suite("Labels by a classifier")
struct LabelTests {
    private let corpus: TemporaryCorpus
    private let text = CountingEncoder()
    private let seer = LabellingEncoder([1: "tabby, tiger cat", 2: "collie"])

    init() throws {
        corpus = try TemporaryCorpus()
        try corpus.write(MediaFiles.picture(red: 1), to: "cat.tif")
        try corpus.write(MediaFiles.picture(red: 2), to: "dog.tif")
        try corpus.write(MediaFiles.picture(red: 3), to: "fog.tif")
    }

    @Test("find a picture by a typed word, with the evidence and the model that said so")
    func pictures() throws {
        let result = try corpus.index([text, seer])
        #expect(Set(text.texts) == ["tabby, tiger cat", "collie"])
        // Three pictures, and two labels in the text model's space.
        #expect((result.segmentsEncoded, result.segmentsToEncode) == (5, 5))
        let hit = try #require(try search("tabby, tiger cat").first)
        #expect(
            (hit.path.display, hit.modality, hit.evidence, hit.model) == ("cat.tif", .image, .labels, "counting"))
        #expect(hit.text == "tabby, tiger cat" && hit.score > 0.999)
        #expect(try search("collie").first?.path.display == "dog.tif")

        let item = try #require(try items("cat.tif").first)
        #expect(item.segments.map(\.segment.evidence) == [.native, .labels])
        #expect(item.segments.map(\.labelledBy) == [nil, "seer"] && item.segments.map(\.ordinal) == [0, 1])
        #expect(try items("fog.tif").flatMap(\.segments).map(\.segment.evidence) == [.native])
        let status = try corpus.catalog.status()
        #expect((status.items, status.segments, status.modalities) == (3, 5, [.image: 5]))
        try expectSound()
    }

    @Test("stand where they were heard in a recording, and behind the words that it has")
    func sounds() throws {
        try corpus.write(MediaFiles.sound(seconds: 2, rate: 16_000), to: "talk.wav")
        var canned = ExtractedItem()
        canned.pieces = [0.0, 1].map { NativePiece(modality: .audio, place: .time(start: $0, end: $0 + 1)) }
        canned.texts = [
            EvidenceText(
                modality: .audio, evidence: .transcript, place: .time(start: 0, end: 1), text: "what is said")
        ]
        let reader = CannedReader()
        reader.state.withLock { [canned] in $0.items["talk.wav"] = canned }
        let ear = LabellingEncoder(model: "ear", modalities: [.audio]) { input in
            guard case .audio(let clip) = input else { return [] }
            // The second window begins where the first has ended.
            return (clip.samples.first ?? 0) == 0
                ? [Label(name: "Dog", logit: 1, probability: 0.9), Label(name: "Bark", logit: 0, probability: 0.5)]
                : [Label(name: "Siren; horn", logit: 1, probability: 0.3)]
        }
        try corpus.index([text, ear], reader: reader)
        let segments = try items("talk.wav").flatMap(\.segments)
        let labels = segments.filter { $0.segment.evidence == .labels }.map(\.segment)
        #expect(labels.map(\.text) == ["Dog, Bark", "Siren; horn"] && labels.map(\.modality) == [.audio, .audio])
        #expect(labels.map(\.place) == [.time(start: 0, end: 1), .time(start: 1, end: 2)])
        #expect(segments.map(\.ordinal) == [0, 1, 2, 3, 4])
        let hit = try #require(try search("Siren; horn").first)
        #expect((hit.path.display, hit.modality, hit.evidence) == ("talk.wav", .audio, .labels))
        #expect(hit.place == .time(start: 1, end: 2))
    }

    @Test("of a model that comes later are all that is made")
    func later() throws {
        let aligned = CountingEncoder(model: "aligned", modalities: [.text, .image], tokens: 3)
        try corpus.write("about whales", to: "a.txt")
        try corpus.index([text, aligned])
        #expect(text.texts == ["about whales"] && aligned.images.count == 3)
        #expect(try corpus.index([text, aligned, seer]).segmentsEncoded == 5)
        #expect(text.texts.sorted() == ["about whales", "collie", "tabby, tiger cat"])
        #expect(aligned.images.count == 3 && seer.counting.images.count == 3)
        // None was likely for one of them, and it is not asked about again.
        let again = try corpus.index([text, aligned, seer])
        #expect((again.segmentsEncoded, again.segmentsToEncode) == (0, 0))
        #expect(seer.asked.withLock { $0 } == 3)
    }

    @Test("are made up for in an index that has the vectors already")
    func older() throws {
        try corpus.index([text, seer.counting])
        try corpus.write(MediaFiles.picture(red: 4), to: "new.tif")
        let result = try corpus.index([text, LabellingEncoder([1: "cat", 4: "newt"])])
        #expect(result.segmentsEncoded == result.segmentsToEncode)
        #expect(Set(text.texts) == ["cat", "newt"])
        #expect(try stores() == ["counting image 2", "seer image 4"])
        try expectSound()
    }

    @Test("stay the same segments when a lost store is made again")
    func lostStore() throws {
        try corpus.index([text, seer])
        let before = try items("cat.tif").flatMap(\.segments).map(\.id)
        let store = try #require(try corpus.catalog.stores().first { $0.space == seer.space })
        try FileManager.default.removeItem(atPath: corpus.location.folder + "/" + store.folder)
        let fresh = LabellingEncoder([1: "tabby, tiger cat", 2: "sheepdog"])
        #expect(try corpus.index([text, fresh]).segmentsEncoded == 4)
        #expect(fresh.counting.images.count == 3)
        #expect(try items("cat.tif").flatMap(\.segments).map(\.id) == before)
        #expect(text.texts.filter { $0 == "tabby, tiger cat" }.count == 1)
        #expect(try labels() == ["sheepdog", "tabby, tiger cat"])
        #expect(try search("collie").allSatisfy { $0.text != "collie" })
        try expectSound()
    }

    @Test("of another revision of the model take the place of those before")
    func revision() throws {
        try corpus.index([text, seer])
        let newer = LabellingEncoder([2: "collie", 3: "mist"], fingerprint: "second")
        try corpus.index([text, newer])
        #expect(try labels() == ["collie", "mist"])
        #expect(text.texts.filter { $0 == "collie" }.count == 1)
        // Both take part: neither undoes what the other said.
        let idle = try corpus.index([text, seer, newer])
        #expect(idle.segmentsEncoded == 0)
        // Another model has its own.
        try corpus.index([text, newer, LabellingEncoder([2: "collie"], model: "other")])
        #expect(try labels() == ["collie", "collie", "mist"])
        #expect(try stores() == ["counting image 3", "seer image 3", "seer image 3", "other image 3"])
        try expectSound()
    }

    @Test("go where the picture goes: copied, renamed, read again, deleted")
    func files() throws {
        try corpus.index([text, seer])
        try corpus.write(MediaFiles.picture(red: 1), to: "copy.tif")
        try corpus.move("dog.tif", to: "hund.tif")
        try corpus.index([text, seer])
        let hit = try #require(try search("tabby, tiger cat").first)
        #expect((hit.path.display, hit.copies.map(\.display)) == ("cat.tif", ["copy.tif"]))
        #expect(try search("collie").first?.path.display == "hund.tif")
        // Written anew with what it was.
        try corpus.write(MediaFiles.picture(red: 9), to: "cat.tif")
        try corpus.index([text, seer])
        try corpus.write(MediaFiles.picture(red: 1), to: "cat.tif")
        try corpus.index([text, seer])
        #expect(seer.counting.images.map { $0.pixels[0] }.sorted() == [1, 2, 3, 9])
        #expect(try items("cat.tif").flatMap(\.segments).map(\.segment.evidence) == [.native, .labels])
        #expect(text.texts.count == 2)

        for name in ["cat.tif", "copy.tif"] { try corpus.remove(name) }
        try corpus.index([text, seer])
        #expect(try labels() == ["collie"])
        #expect(try stores() == ["counting image 1", "seer image 2"])
        try expectSound()
    }

    @Test("are there once after a run that failed and another that was cut off")
    func interrupted() throws {
        for index in 10..<60 { try corpus.write(MediaFiles.picture(red: UInt8(index)), to: "\(index).tif") }
        let names = Dictionary(uniqueKeysWithValues: (UInt8(10)..<60).map { ($0, "number \($0)") })
        let failing = LabellingEncoder(names)
        failing.counting.log.withLock {
            $0.beforeBatch = { if $0 > 20 { throw NearestError(.system, nil, "the model fails") } }
        }
        #expect(throws: NearestError.self) { try corpus.index([text, failing]) }
        try expectTogether()
        let stop = Cancellation()
        let stopped = LabellingEncoder(names)
        stopped.counting.log.withLock { $0.beforeBatch = { if $0 > 10 { stop.cancel() } } }
        try corpus.index([text, stopped], cancellation: stop)
        try expectTogether()
        try corpus.index([text, LabellingEncoder(names)])
        #expect(try labels() == names.values.sorted())
        #expect(text.texts.sorted() == names.values.sorted())
        try expectTogether()
        try expectSound()
    }

    @Test("are refused together with the picture, and cost the others nothing")
    func refused() throws {
        try corpus.write(MediaFiles.picture(red: 0), to: "dark.tif")
        try corpus.index([text, seer])
        #expect(
            try corpus.catalog.status().failures
                == [Failure(path: CorpusPath("dark.tif"), reason: "sees nothing")])
        #expect(try labels() == ["collie", "tabby, tiger cat"])
        try expectSound()
    }

    @Test("are the same where vectors are cut to their first values")
    func shortened() throws {
        let short = try Shortening.shortened(seer, to: 3)
        try corpus.index([text, short])
        #expect(try labels() == ["collie", "tabby, tiger cat"])
        #expect(try corpus.catalog.stores().map(\.space.dimensions) == [8, 3])
    }

    @Test("are taken while they are likely, and not more than five")
    func likely() {
        func label(_ name: String, _ probability: Float) -> Label {
            Label(name: name, logit: 0, probability: probability)
        }
        #expect(LikelyLabels.text([label("a", 0.6), label("b; c", 0.05), label("d", 0.049)]) == "a, b; c")
        #expect(LikelyLabels.text([label("a", 0.04), label("b", .nan)]).isEmpty)
        #expect(LikelyLabels.text((0..<7).map { label("\($0)", 0.9) }) == "0, 1, 2, 3, 4")
        #expect(LikelyLabels.text([]).isEmpty)
    }

    // MARK: - What the index holds

    private func items(_ name: String) throws -> [ItemRecord] {
        var items: [ItemRecord] = []
        try corpus.catalog.forEachItem(at: CorpusPath(name)) { items.append($0) }
        return items
    }

    /// The texts of all labels, sorted.
    private func labels() throws -> [String] {
        try corpus.catalog.files().keys.flatMap { try items($0.display) }.flatMap(\.segments).map(\.segment)
            .filter { $0.evidence == .labels }.map(\.text).sorted()
    }

    private func stores() throws -> [String] {
        try corpus.catalog.stores().map { "\($0.space.model) \($0.modality.rawValue) \($0.count)" }
    }

    private func search(_ query: String) throws -> [Neighbour] {
        // Another one, so that questions are not counted.
        let encoder = CountingEncoder()
        let engine = try SearchEngine(location: corpus.location) { space in
            try #require(space == encoder.space ? encoder : nil)
        }
        return try engine.search(SearchRequest(query), cancellation: Cancellation()).neighbours
    }

    private func expectSound() throws {
        let report = try IndexVerification(location: corpus.location, repairs: false).run(
            cancellation: Cancellation(), progress: { _, _ in })
        #expect(report.damages.isEmpty)
    }

    /// A picture has its labels when it has its vector, and only then.
    private func expectTogether() throws {
        let catalog = try corpus.catalog
        let space = try #require(try catalog.spaces().first { $0.space.model == "seer" })
        var seen: Set<SegmentID> = []
        try catalog.forEachVector(spaceID: space.id, modality: .image) { seen.insert($0) }
        for path in try catalog.files().keys where path.display.first?.isNumber == true {
            let segments = try items(path.display).flatMap(\.segments)
            let piece = try #require(segments.first { $0.segment.evidence == .native })
            #expect(segments.count == (seen.contains(piece.id) ? 2 : 1))
        }
    }
}
