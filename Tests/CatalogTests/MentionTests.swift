import NearestCore
import Testing

@testable import Catalog

/// The words of documents about pictures, as the pictures' captions.
@Suite struct MentionTests {
    private let folder: TemporaryFolder
    private let catalog: Catalog

    init() throws {
        folder = try TemporaryFolder()
        catalog = try Catalog(writingTo: folder.path)
    }

    private func record(_ path: String, kind: String, digest: UInt8, mentions: [PictureMention] = []) throws {
        let file = FileRecord(
            path: CorpusPath(path), size: 1, modifiedNanoseconds: 1,
            digest: ContentDigest(bytes: [UInt8](repeating: digest, count: 32)), kind: kind, extractorVersion: 1,
            state: .read)
        let isPicture = kind == "image"
        let segment = Segment(
            modality: isPicture ? .image : .text, evidence: isPicture ? .native : .content, place: .whole,
            text: isPicture ? "" : "words")
        try catalog.record(file, items: [entry([segment], digest, mentions)], problems: [])
    }

    private func entry(_ segments: [Segment], _ digest: UInt8, _ mentions: [PictureMention] = []) -> CatalogItem {
        CatalogItem(
            item: Item(segments: segments), digest: ContentDigest(bytes: [UInt8](repeating: digest, count: 32)),
            mentions: mentions)
    }

    private func addCaptions() throws -> Int {
        let captions = try catalog.pendingCaptions(after: 0, limit: 10).map { caption in
            let segment = Segment(modality: .image, evidence: .caption, place: .whole, text: caption.text)
            return (caption.mentionID, entry([segment], UInt8(100 + caption.text.utf8.count)))
        }
        try catalog.addCaptions(captions)
        return captions.count
    }

    private func captions(of path: String) throws -> [String] {
        var texts: [String] = []
        try catalog.forEachItem(at: CorpusPath(path)) { item in
            if item.shownIn != nil { texts += item.segments.map(\.segment.text) }
        }
        return texts
    }

    @Test func aPictureAndItsCaptionAreOneAnswerAndImportedRowsAreEachTheirOwn() throws {
        try record("p.png", kind: "image", digest: 1)
        try record(
            "a.md", kind: "markdown", digest: 2, mentions: [.init(picture: CorpusPath("p.png"), text: "A tern")])
        #expect(try addCaptions() == 1)
        let space = Space(
            model: "m", dimensions: 4, modalities: [.image], precision: .f32, settings: [:], fingerprint: "f")
        let id = try catalog.add(space)
        let first = try catalog.nextSegment()
        try catalog.commitImport(
            ImportedRows(range: 0..<3, descriptions: [], firstSegment: first), name: "rows", spaceID: id,
            modality: .image, folder: "v", rows: 3, progress: ("p", "3"))

        let keys = try catalog.hitKeys(of: 1..<first + 3)
        #expect(keys.count == 6, "two of the picture, one of the text, three rows")
        let pictures = keys.values.filter { if case .picture = $0 { true } else { false } }
        #expect(pictures.count == 2 && Set(pictures).count == 1)
        #expect(Set((first..<first + 3).map { keys[$0] }).count == 3)
    }

    @Test func wordsAboutAPictureBecomeItsCaption() throws {
        try record(
            "a.md", kind: "markdown", digest: 1, mentions: [.init(picture: CorpusPath("p.png"), text: "A tern")])
        #expect(try addCaptions() == 0, "the picture is not there yet")
        try record("p.png", kind: "image", digest: 2)
        #expect(try addCaptions() == 1)
        #expect(try captions(of: "p.png") == ["A tern"])
        #expect(try addCaptions() == 0, "once is enough")
    }

    @Test func captionsGoWithTheDocumentAndComeBackWithThePicture() throws {
        try record(
            "a.md", kind: "markdown", digest: 1, mentions: [.init(picture: CorpusPath("p.png"), text: "A tern")])
        try record("p.png", kind: "image", digest: 2)
        #expect(try addCaptions() == 1)
        try record("p.png", kind: "image", digest: 3)
        #expect(try captions(of: "p.png").isEmpty)
        #expect(try addCaptions() == 1)
        try record(
            "a.md", kind: "markdown", digest: 4, mentions: [.init(picture: CorpusPath("p.png"), text: "A gull!")])
        #expect(try captions(of: "p.png").isEmpty)
        #expect(try addCaptions() == 1)
        #expect(try captions(of: "p.png") == ["A gull!"])
        try catalog.removeFiles([CorpusPath("a.md")])
        #expect(try captions(of: "p.png").isEmpty)
        #expect(try catalog.sweep() > 0)
    }

    @Test func aDocumentThatShowsPicturesIsNoTwin() throws {
        try record(
            "a/a.md", kind: "markdown", digest: 1, mentions: [.init(picture: CorpusPath("a/p.png"), text: "x")])
        let copy = FileRecord(
            path: CorpusPath("b/a.md"), size: 1, modifiedNanoseconds: 1,
            digest: ContentDigest(bytes: [UInt8](repeating: 1, count: 32)), kind: "markdown", extractorVersion: 1,
            state: .read)
        #expect(try catalog.adopt(copy) == false)
    }
}
