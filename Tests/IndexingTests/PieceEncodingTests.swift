import Catalog
import Encoders
import Extraction
import Foundation
import NearestCore
import Testing

@testable import Indexing

/// Pictures and sounds get vectors of their own, beside those of their words.
@Suite struct PieceEncodingTests {
    private let corpus: TemporaryCorpus
    private let text = CountingEncoder()
    /// As CLIP is: pictures, and few words of questions.
    private let aligned = CountingEncoder(model: "aligned", modalities: [.text, .image], tokens: 3)
    private let reader = CannedReader()

    init() throws {
        corpus = try TemporaryCorpus()
    }

    @Test func anAlignedModelSeesPicturesAndNeitherReadsNorCutsPassages() throws {
        let words = "one two three four five six seven eight nine ten eleven twelve"
        try corpus.write(words, to: "words.txt")
        try corpus.write(MediaFiles.picture(red: 200), to: "a.tif")
        #expect(try corpus.index([text, aligned]).segmentsEncoded == 2)
        #expect(text.texts == [words])
        #expect(aligned.texts.isEmpty)
        #expect(aligned.images.map(\.pixels) == [[200, 0, 0, 200, 0, 0, 200, 0, 0, 200, 0, 0]])
        #expect(try stores() == ["counting text 1", "aligned image 1"])
    }

    @Test func aPicturesWordsGoToTheTextModelsStoreOfPictures() throws {
        try corpus.write(MediaFiles.picture(red: 200), to: "sign.tif")
        state { $0.items["sign.tif"] = Self.picture(saying: "no parking") }
        try corpus.index([text, aligned], reader: reader)
        #expect(text.texts == ["no parking"])
        #expect(aligned.texts.isEmpty && aligned.images.count == 1)
        #expect(try stores() == ["counting image 1", "aligned image 1"])
        #expect(try corpus.catalog.status().modalities == [.image: 2])
        let item = try corpus.content(text)
        #expect(item.count == 1 && item[0].contains("no parking"))
    }

    @Test func eachPieceIsReadOnceForAllModels() throws {
        for index in 0..<40 { try corpus.write(MediaFiles.picture(red: UInt8(index + 1)), to: "\(index).tif") }
        let all: [any Encoder] = [text, aligned] + PlainModels.encoders
        #expect(try corpus.index(all, reader: reader).segmentsEncoded == 120)
        #expect(reader.asked.count == 40)
        #expect(Set(reader.asked).count == 40)
        // Spaces without vectors have no store, and no folder.
        #expect(try stores() == ["aligned image 40", "plain/colour-layout image 40", "plain/edge-layout image 40"])
        let folders = try FileManager.default.contentsOfDirectory(atPath: corpus.location.folder + "/vectors")
        #expect(folders.count == 3)

        #expect(try corpus.index(all, reader: reader).segmentsEncoded == 0)
        #expect(reader.asked.count == 40)
        let late = CountingEncoder(model: "late", modalities: [.image])
        #expect(try corpus.index(all + [late], reader: reader).segmentsEncoded == 40)
        #expect(late.images.count == 40 && aligned.images.count == 40)
        #expect(reader.asked.count == 80)
    }

    @Test func picturesThatOnlyPixelsTellApartAreTwoAndACopyIsNone() throws {
        try corpus.write(MediaFiles.picture(red: 1), to: "a.tif")
        try corpus.write(MediaFiles.picture(red: 2), to: "b.tif")
        try corpus.write(MediaFiles.picture(red: 2), to: "copy.tif")
        try corpus.index([text, aligned])
        #expect(Set(aligned.images.map { $0.pixels[0] }) == [1, 2])
        #expect(aligned.images.count == 2)
        // Seen anew when the pixels change.
        try corpus.write(MediaFiles.picture(red: 3), to: "a.tif")
        try corpus.index([text, aligned])
        #expect(aligned.images.map { $0.pixels[0] }.last == 3)
        #expect(try stores() == ["aligned image 2"])
    }

    @Test func aPieceThatCannotBeReadIsSaidOnceAndTriedInTheNextRun() throws {
        for name in ["a", "b", "c"] {
            try corpus.write(MediaFiles.picture(red: UInt8(name.utf8.first ?? 0)), to: "\(name).tif")
        }
        state { $0.broken = ["b.tif"] }
        let other = CountingEncoder(model: "other", modalities: [.image])
        for _ in 0..<2 {
            #expect(try corpus.index([text, aligned, other], reader: reader).phase == .finished)
            let failures = try corpus.catalog.status().failures
            #expect(failures == [Failure(path: CorpusPath("b.tif"), reason: "is torn. Mend it.")])
        }
        #expect(aligned.images.count == 2 && other.images.count == 2)
        #expect(reader.asked.filter { $0 == "b.tif" }.count == 2)

        state { $0.broken = [] }
        try corpus.index([text, aligned, other], reader: reader)
        #expect(aligned.images.count == 3 && other.images.count == 3)
        #expect(try corpus.catalog.status().failures.isEmpty)
    }

    @Test func anIndexerThatWatchesTriesABrokenPieceOnceAndGoesOnBehindIt() throws {
        for index in 0..<20 { try corpus.write(MediaFiles.picture(red: UInt8(index + 1)), to: "\(index).tif") }
        state { state in state.broken = Set((0..<20).map { "\($0).tif" }) }
        let indexer = try Indexer(
            location: corpus.location, encoders: [text, aligned], excludes: [], reader: reader)
        for _ in 0..<3 { _ = try indexer.run(cancellation: Cancellation(), report: { _ in }) }
        #expect(reader.asked.count == 20)
        #expect(try corpus.catalog.status().failures.count == 20)
        // Those that cannot be read fill more than a batch.
        try corpus.write(MediaFiles.picture(red: 99), to: "new.tif")
        _ = try indexer.run(cancellation: Cancellation(), report: { _ in })
        #expect(aligned.images.map { $0.pixels[0] } == [99])
        #expect(reader.asked.count == 21)
    }

    @Test func anInputThatOneModelRefusesCostsNoOther() throws {
        for red in [0, 1, 2] { try corpus.write(MediaFiles.picture(red: UInt8(red)), to: "\(red).tif") }
        let result = try corpus.index([text, aligned] + PlainModels.encoders)
        #expect((result.phase, result.segmentsEncoded, result.failures) == (.finished, 8, 1))
        #expect(
            try corpus.catalog.status().failures == [Failure(path: CorpusPath("0.tif"), reason: "sees nothing")])
        #expect(try stores() == ["aligned image 2", "plain/colour-layout image 3", "plain/edge-layout image 3"])
    }

    @Test func windowsOfSoundAreHeardAtEachModelsRate() throws {
        try corpus.write(MediaFiles.sound(seconds: 2.5, rate: 16_000), to: "talk.wav")
        var item = ExtractedItem()
        item.pieces = [0.0, 1, 2, 9].map {
            NativePiece(modality: .audio, place: .time(start: $0, end: $0 + 1))
        }
        item.texts = [
            EvidenceText(
                modality: .audio, evidence: .transcript, place: .time(start: 0, end: 2), text: "what is said")
        ]
        let canned = item
        state { $0.items["talk.wav"] = canned }
        let hearing = CountingEncoder(model: "hearing", modalities: [.audio])
        #expect(try corpus.index([text, hearing] + PlainModels.encoders, reader: reader).phase == .finished)
        #expect(hearing.sounds.map(\.rate) == [16_000, 16_000, 16_000])
        #expect(hearing.sounds.map(\.samples.count).sorted() == [8_000, 16_000, 16_000])
        #expect(text.texts == ["what is said"])
        #expect(try stores() == ["counting audio 1", "hearing audio 3", "plain/log-mel audio 3"])
        // The window behind the end.
        #expect(try corpus.catalog.status().failures.count == 1)
    }

    @Test func aCancelledRunKeepsItsCommitsAndTheNextGoesOn() throws {
        for index in 0..<70 { try corpus.write(MediaFiles.picture(red: UInt8(index + 1)), to: "\(index).tif") }
        let cancellation = Cancellation()
        aligned.log.withLock { $0.beforeBatch = { if $0 > 20 { cancellation.cancel() } } }
        #expect(try corpus.index([text, aligned], cancellation: cancellation).phase == .cancelled)
        let kept = try corpus.catalog.stores().first?.count ?? 0
        #expect(kept > 0 && kept < 70)
        let fresh = CountingEncoder(model: "aligned", modalities: [.text, .image], tokens: 3)
        #expect(try corpus.index([text, fresh]).phase == .finished)
        #expect(fresh.images.count == 70 - kept)
        #expect(try corpus.content(fresh).count == 70)
    }

    @Test func noModelForTextIsRefused() throws {
        let error = #expect(throws: NearestError.self) { try corpus.index([aligned]) }
        #expect(error?.code == .invalidArgument)
    }

    private func state(_ change: (inout CannedReader.State) -> Void) {
        reader.state.withLock { change(&$0) }
    }

    /// What search would find: model, modality and count of each store.
    private func stores() throws -> [String] {
        try corpus.catalog.stores().map { "\($0.space.model) \($0.modality.rawValue) \($0.count)" }
    }

    static func picture(saying words: String, part: String? = nil, page: Int? = nil) -> ExtractedItem {
        var item = ExtractedItem(part: part, page: page)
        item.pieces = [NativePiece(modality: .image, place: .whole)]
        item.texts = [EvidenceText(modality: .image, evidence: .ocr, text: words)]
        item.metadata = [MetadataField("size", "2 × 2"), MetadataField("camera", "pinhole")]
        return item
    }
}
