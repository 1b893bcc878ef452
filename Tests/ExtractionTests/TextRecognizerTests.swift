import NearestCore
import Testing

@testable import Extraction

/// Words in pixels, on a page whose words are known.
@Suite("Reading words from pictures", libvipsIsHere, tesseractIsHere)
struct TextRecognizerTests {
    @Test("reads a page")
    func page() throws {
        let item = try #require(try PictureFixture.read("page.png").items.first)
        let found = try #require(PictureFixture.text(item, .ocr))
        let wanted = Self.words(String(decoding: try PictureFixture.bytes("page.txt"), as: UTF8.self))
        let missing = Set(wanted).subtracting(Self.words(found))
        #expect(wanted.count == 60)
        #expect(missing.count <= 1, "\(missing)")
        // Paragraphs and lines are kept.
        #expect(found.contains("\n") && found.split(separator: "\n").count >= 7)
    }

    @Test("reads each page of a TIFF, and no thumbnail for one")
    func pages() throws {
        let (items, problems) = try PictureFixture.read("pages.tif")
        #expect(problems.isEmpty)
        #expect(items.map(\.part) == [nil, "page 2"] && items.map(\.page) == [nil, 2])
        #expect(items.first.flatMap { PictureFixture.text($0, .ocr) }?.contains("lighthouse") == true)
        #expect(items.last.flatMap { PictureFixture.text($0, .ocr) } == "The second leaf")
        let first = try #require(try PictureFixture.pixels("pages.tif"))
        let second = try #require(try PictureFixture.pixels("pages.tif", part: "page 2"))
        #expect(first.width == second.width && first != second)
        #expect(throws: NearestError.self) { try PictureFixture.pixels("pages.tif", part: "page 9") }
    }

    @Test("takes no picture without words for one with", arguments: ["all.jpg", "figure-1.jpg", "bits-24.bmp"])
    func noWords(name: String) throws {
        let item = try #require(try PictureFixture.read(name).items.first)
        #expect(PictureFixture.text(item, .ocr) == nil)
    }

    @Test("trusts words by how sure the recogniser is, and gives up noise")
    func trust() {
        func word(_ text: String, _ confidence: Float, line: Bool = false) -> RecognizedText.Word {
            RecognizedText.Word(text: text, confidence: confidence, beginsLine: line, beginsParagraph: false)
        }
        #expect(RecognizedText(words: []).text == "")
        #expect(RecognizedText(words: [word("EXIT", 91)]).text == "EXIT")
        #expect(RecognizedText(words: [word("to", 96), word("|", 95)]).text == "")
        let noise = ["~|", "oi", ";;", "a.", "Wl", "||", "x—", "7,"].map { word($0, 31) }
        #expect(RecognizedText(words: noise + [word("grass", 70)]).text == "")
        let lines = [word("Keep", 90), word("x~", 20, line: true), word("left", 90)]
        #expect(RecognizedText(words: lines).text == "Keep\nleft")
    }

    @Test("reads the same again, whatever was read before")
    func repeats() throws {
        let page = try PictureFixture.read("page.png").items.first
        _ = try PictureFixture.read("all.jpg")
        #expect(try PictureFixture.read("page.png").items.first == page)
    }

    static func words(_ text: String) -> [String] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }
}

/// Tests that read words are skipped, saying so, where tesseract is not.
let tesseractIsHere: ConditionTrait = .enabled(
    if: TextRecognizer.shared.absence == nil, "tesseract is not on this machine; scripts/bootstrap installs it")
