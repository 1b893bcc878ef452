import NearestCore
import Testing

@testable import Extraction

/// Pictures that stand in PDF files, and pages that are pictures.
@Suite("Pictures of PDF files", libvipsIsHere)
struct PDFPicturesTests {
    @Test("are items with their page, caption and pixels, without the letterhead")
    func figures() throws {
        let (items, problems) = try PictureFixture.read("figures.pdf")
        #expect(problems.isEmpty)
        #expect(items.map(\.part) == [nil, "page 1, picture 2", "page 3, picture 2"])
        #expect(items.map(\.page) == [nil, 1, 3])
        #expect(items.dropFirst().map { PictureFixture.field($0, "size") } == ["160 × 120", "88 × 70"])
        let captions = items.dropFirst().map { PictureFixture.text($0, .caption) }
        #expect(
            captions == [
                "Figure 1: A lens of the first order in its frame.", "Fig. 2. The beam over the bay at night.",
            ])
        #expect(items.dropFirst().allSatisfy { $0.thumbnail != nil && $0.pieces.count == 1 && $0.document.isBlank })
        for (item, name) in zip(items.dropFirst(), ["figure-1.jpg", "figure-2.png"]) {
            let pixels = try PictureFixture.pixels("figures.pdf", part: item.part)
            #expect(try pixels == ImageDecoder.decode(fileAt: PictureFixture.bytes(name), named: CorpusPath(name)))
        }
    }

    @Test("whose document keeps its text and says who wrote it")
    func document() throws {
        let item = try #require(try PictureFixture.read("figures.pdf").items.first)
        #expect(item.title == "Notes on light")
        #expect(PictureFixture.field(item, "author") == "Ada Lovelace")
        #expect(PictureFixture.field(item, "subject") == "Optics of lighthouses")
        #expect(PictureFixture.field(item, "keywords") == "light, lens")
        #expect(PictureFixture.field(item, "created")?.hasPrefix("2000-01-01") == true)
        #expect(Set(item.document.blocks.map(\.page)) == [1, 2, 3, 4])
        #expect(item.document.blocks.allSatisfy { $0.evidence == .content })
    }

    @Test("are not found under a name that no picture has")
    func unknownParts() {
        for part in [
            "", "page 1", "page 9, picture 1", "page 1, picture 99", "page x, picture 1", "word/media/a.png",
        ] {
            #expect(throws: NearestError.self, "\(part)") {
                try PictureFixture.pixels("figures.pdf", part: part)
            }
        }
    }

    @Test("are read where a page has no text", tesseractIsHere)
    func scans() throws {
        let (items, problems) = try PictureFixture.read("scan.pdf")
        #expect(items.count == 1 && problems.isEmpty)
        let document = try #require(items.first?.document)
        #expect(Set(document.blocks.filter { $0.evidence == .ocr }.map(\.page)) == [1, 4])
        #expect(Set(document.blocks.filter { $0.evidence == .content }.map(\.page)) == [2])
        let wanted = Set(
            TextRecognizerTests.words(String(decoding: try PictureFixture.bytes("page.txt"), as: UTF8.self)))
        for page in [1, 4] {
            let text = document.blocks.filter { $0.page == page }
                .map { String(decoding: document.utf8[$0.range], as: UTF8.self) }.joined(separator: " ")
            let missing = wanted.subtracting(TextRecognizerTests.words(text))
            #expect(missing.count <= 3, "page \(page): \(missing)")
        }
    }
}
