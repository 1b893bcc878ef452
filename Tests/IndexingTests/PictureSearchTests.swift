import Catalog
import Encoders
import Extraction
import Foundation
import NearestCore
import Search
import Testing

@testable import Indexing

/// Typed words find pictures: through the words that stand for them, or through a model that saw them.
@Suite struct PictureSearchTests {
    private let corpus: TemporaryCorpus
    private let text = CountingEncoder()
    private let aligned = CountingEncoder(model: "org/aligned", modalities: [.text, .image])
    private let engine: SearchEngine

    init() throws {
        corpus = try TemporaryCorpus()
        let reader = CannedReader()
        try corpus.write("about whales", to: "a.txt")
        try corpus.write(MediaFiles.picture(red: 9), to: "sign.tif")
        reader.state.withLock {
            $0.items["sign.tif"] = PieceEncodingTests.picture(saying: "no parking", part: "media/sign.png", page: 3)
        }
        let encoders: [any Encoder] = [text, aligned] + PlainModels.encoders
        try corpus.index([text, aligned] + PlainModels.encoders, reader: WholeParts(reader))
        engine = try SearchEngine(location: corpus.location) { space in
            try #require(encoders.first { $0.space == space })
        }
    }

    @Test func wordsFindThePictureInTheTextModelsSpace() throws {
        let found = try search("no parking")
        #expect(found.searched == 2)
        #expect(found.neighbours.map(\.path.display) == ["sign.tif", "a.txt"])
        let hit = try #require(found.neighbours.first)
        #expect((hit.modality, hit.evidence, hit.model) == (.image, .ocr, "counting"))
        #expect((hit.part, hit.page) == ("media/sign.png", 3))

        let preview = try engine.preview(of: hit, query: "no parking", cancellation: Cancellation())
        #expect(preview.text == "no parking")
        let facts = preview.facts.map { "\($0.name) \($0.value)" }
        #expect(facts.starts(with: ["part media/sign.png", "page 3", "size 2 × 2", "camera pinhole"]))
    }

    @Test func filtersChooseModalities() throws {
        #expect(try search("no parking type:text").neighbours.map(\.path.display) == ["a.txt"])
        let pictures = try search("about whales type:image,audio")
        #expect(pictures.neighbours.map(\.path.display) == ["sign.tif"])
        #expect(pictures.searched == 1)
        #expect(try search("no parking type:audio").neighbours.isEmpty)
        #expect(try search("no parking type:image ext:txt").neighbours.isEmpty)
    }

    @Test func anAlignedModelFindsWhatItSawAndItsPreviewSaysTheWordsBeside() throws {
        let found = try search("anything", model: "aligned")
        let hit = try #require(found.neighbours.first)
        #expect(found.neighbours.count == 1)
        #expect((hit.modality, hit.evidence, hit.text) == (.image, .native, ""))
        let preview = try engine.preview(of: hit, query: "anything", cancellation: Cancellation())
        #expect((preview.text, preview.bestSentence) == ("no parking", nil))
    }

    @Test func aSpaceWithoutWordsSaysSo() throws {
        let error = #expect(throws: NearestError.self) { try search("red", model: "plain/colour-layout") }
        #expect(error?.code == .invalidArgument)
        #expect(error?.problem.contains("takes no words") == true)
    }

    @Test func aCorpusWithoutAnyWordsAnswersWithANote() throws {
        let silent = try TemporaryCorpus()
        try silent.write(MediaFiles.picture(red: 9), to: "a.tif")
        try silent.index([CountingEncoder()] + PlainModels.encoders)
        let engine = try SearchEngine(location: silent.location) { _ in throw CancellationError() }
        let outcome = try engine.search(SearchRequest("red"), cancellation: Cancellation())
        #expect(outcome.neighbours.isEmpty && outcome.notes.count == 1)
        try engine.warmUp()
    }

    private func search(_ query: String, model: String? = nil) throws -> SearchOutcome {
        try engine.search(SearchRequest(query, models: model.map { [$0] } ?? []), cancellation: Cancellation())
    }
}

/// Takes parts for the whole file: no file here has any.
private struct WholeParts: FileReading {
    let reader: any FileReading

    init(_ reader: any FileReading) {
        self.reader = reader
    }

    func read(
        _ file: FileToRead, cancellation: Cancellation, emit: (ExtractedItem) throws -> Void
    ) throws -> [String] {
        try reader.read(file, cancellation: cancellation, emit: emit)
    }

    func media(
        _ piece: MediaPiece, cancellation: Cancellation, prepare: (PixelImage) throws -> PixelImage
    ) throws -> EncoderInput {
        var piece = piece
        piece.part = nil
        return try reader.media(piece, cancellation: cancellation, prepare: prepare)
    }
}
