import NearestCore
import Testing

@testable import Extraction

/// Pictures of documents: the words that belong to them, and damage that costs one of them.
@Suite(libvipsIsHere) struct DocumentPicturesTests {
    private let folder = TemporaryFolder()

    private func read(_ name: String, _ members: [(name: String, bytes: [UInt8])], damaging: String? = nil) throws
        -> (items: [ExtractedItem], problems: [String])
    {
        var archive = ArchiveBuilder()
        for member in members {
            if member.name == damaging {
                archive.addDamaged(member.name, bytes: member.bytes)
            } else {
                archive.add(member.name, bytes: member.bytes)
            }
        }
        folder.writeBytes(archive.finished(), to: name)
        let file = FileToRead(path: Array((folder.path + "/" + name).utf8), name: CorpusPath(name))
        var items: [ExtractedItem] = []
        let problems = try LocalFileReader().read(file, cancellation: Cancellation()) { items.append($0) }
        return (items, problems)
    }

    private func captions(_ items: [ExtractedItem]) -> [String: [String]] {
        var captions: [String: [String]] = [:]
        for item in items {
            guard let part = item.part else { continue }
            captions[part] = item.texts.filter { $0.evidence == .caption }.map(\.text)
        }
        return captions
    }

    private static func openDocument(_ body: String) -> [UInt8] {
        Array(
            """
            <office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" \
            xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" \
            xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" \
            xmlns:xlink="http://www.w3.org/1999/xlink"><office:body><office:text>\(body)</office:text>\
            </office:body></office:document-content>
            """.utf8)
    }

    /// As LibreOffice writes a captioned picture: in a box of its own, at a paragraph that has words.
    private static func figure(_ name: String, _ caption: String) -> String {
        """
        <text:p>Words before.<draw:frame><draw:text-box><text:p text:style-name="Figure"><draw:frame><draw:image \
        xlink:href="Pictures/\(name)"/></draw:frame>\(caption)</text:p></draw:text-box></draw:frame> And behind.\
        </text:p>
        """
    }

    @Test func captionsInBoxesBelongToTheirPictures() throws {
        let picture = try PictureFixture.bytes("figure-2.png")
        let body = Self.figure("a.png", "The first light") + Self.figure("b.png", "The last light")
        let (items, problems) = try read(
            "a.odt",
            [
                ("content.xml", Self.openDocument(body)), ("Pictures/a.png", picture), ("Pictures/b.png", picture),
            ])
        #expect(problems.isEmpty)
        #expect(
            captions(items)
                == ["Pictures/a.png": ["The first light"], "Pictures/b.png": ["The last light"]])
    }

    @Test func aDamagedPictureCostsItselfOnly() throws {
        let picture = try PictureFixture.bytes("figure-2.png")
        let body = ["a", "b", "c"].map { Self.figure("\($0).png", "Light \($0)") }.joined()
        let (items, problems) = try read(
            "a.odt",
            [("content.xml", Self.openDocument(body))]
                + ["a", "b", "c"].map { ("Pictures/\($0).png", picture) }, damaging: "Pictures/b.png")
        #expect(items.compactMap(\.part) == ["Pictures/a.png", "Pictures/c.png"])
        #expect(problems.count == 1 && problems[0].hasPrefix("Pictures/b.png: is damaged"))
    }

    @Test("knows words that nobody wrote", arguments: ["images/photo.jpg", "Picture 3", "IMG_2041.JPG", ""])
    func wordsOfPrograms(text: String) {
        #expect(!PictureWords.areMeaningful(text))
    }

    @Test("knows words that somebody wrote", arguments: ["Reeds", "Picture of 3 reeds", "2041", "a photo.jpg"])
    func wordsOfPeople(text: String) {
        #expect(PictureWords.areMeaningful(text))
    }

    @Test func namesOfFilesAreNoAlternativeTexts() throws {
        let page = try HTMLParser.parse(
            Array("<p>One <img src='x.png' alt='images/x.png'> two <img src='y.png' alt='Reeds'></p>".utf8),
            cancellation: Cancellation())
        #expect(String(decoding: page.document.utf8, as: UTF8.self) == "One two Reeds")
        let mentions = PictureReference.mentions(of: page.pictures, in: CorpusPath("a.html"))
        #expect(mentions.map(\.text) == ["Reeds"])
    }

    @Test func remarksOnCellsAreRead() throws {
        let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        func references(_ type: String, _ target: String) -> [UInt8] {
            Array(
                """
                <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship \
                Id="r1" Type="\(office)/\(type)" Target="\(target)"/></Relationships>
                """.utf8)
        }
        let main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
        let (items, problems) = try read(
            "a.xlsx",
            [
                ("_rels/.rels", references("officeDocument", "xl/workbook.xml")),
                ("xl/_rels/workbook.xml.rels", references("worksheet", "sheet.xml")),
                ("xl/_rels/sheet.xml.rels", references("comments", "comments.xml")),
                (
                    "xl/workbook.xml",
                    Array(
                        "<workbook \(main) xmlns:r=\"\(office)\"><sheets><sheet name=\"Counts\" r:id=\"r1\"/></sheets></workbook>"
                            .utf8)
                ),
                (
                    "xl/sheet.xml",
                    Array(
                        "<worksheet \(main)><sheetData><row><c><v>7</v></c></row></sheetData></worksheet>".utf8)
                ),
                (
                    "xl/comments.xml",
                    Array(
                        "<comments \(main)><commentList><comment ref=\"A1\"><text><r><t>Seen </t></r><r><t>twice</t></r></text></comment></commentList></comments>"
                            .utf8)
                ),
            ])
        #expect(problems.isEmpty)
        #expect(String(decoding: items[0].document.utf8, as: UTF8.self) == "Counts\n\n7\n\nSeen twice")
    }
}
