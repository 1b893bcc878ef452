import Foundation
import NearestCore
import Testing

@testable import Extraction

/// What pictures say of themselves, against exiftool; and what is made of their pixels.
@Suite("Reading pictures", libvipsIsHere)
struct PictureReaderTests {
    /// What exiftool read: numbers for what is measured, else text.
    struct Expected: Decodable {
        var title, caption, keywords, creator, place, taken, camera, lens, rights: String?
        var sensitivity, aperture, exposure, focalLength, latitude, longitude, altitude: Double?

        enum CodingKeys: String, CodingKey {
            case title, caption, keywords, creator, place, taken, camera, lens, rights, sensitivity, aperture
            case exposure, latitude, longitude, altitude
            case focalLength = "focal length"
        }
    }

    struct Bitmap: Decodable {
        var width, height: Int
        var pixels: Data
    }

    static let expected =
        (try? PictureFixture.json("metadata.json", as: [String: Expected].self)) ?? [:]

    @Test("has every kind of metadata to compare")
    func fixtures() {
        #expect(Self.expected.count == 14)
        #expect(Self.expected.values.contains { $0.latitude != nil && $0.keywords != nil && $0.place != nil })
    }

    @Test("reads the metadata that exiftool reads", arguments: expected.keys.sorted())
    func metadata(name: String) throws {
        let expected = try #require(Self.expected[name])
        let (items, problems) = try PictureFixture.read(name)
        let item = try #require(items.first)
        #expect(items.count == 1 && problems.isEmpty)
        func field(_ name: String) -> String? { PictureFixture.field(item, name) }
        #expect(item.title == expected.title && field("title") == expected.title)
        #expect(field("caption") == expected.caption)
        #expect(field("keywords") == expected.keywords)
        #expect(field("creator") == expected.creator)
        #expect(field("place") == expected.place)
        #expect(field("camera") == expected.camera)
        #expect(field("lens") == expected.lens)
        #expect(field("rights") == expected.rights)
        // exiftool writes days with colons.
        let taken = expected.taken.map { $0.replacingOccurrences(of: ":", with: "-", range: $0.firstDay) }
        #expect(field("taken") == taken)
        #expect(field("sensitivity") == expected.sensitivity.map { "ISO \(Int($0))" })
        #expect(field("aperture") == expected.aperture.map { "f/\($0)" })
        #expect(field("exposure") == expected.exposure.map { "1/\(Int((1 / $0).rounded())) s" })
        #expect(field("focal length") == expected.focalLength.map { "\(Int($0)) mm" })
        #expect(field("altitude") == expected.altitude.map { "\($0) m" })
        let position = field("position")?.split(separator: ",").compactMap {
            Double($0.drop(while: \.isWhitespace))
        }
        #expect(position?.count == (expected.latitude == nil ? nil : 2))
        if let position, let latitude = expected.latitude, let longitude = expected.longitude {
            #expect(abs(position[0] - latitude) < 1e-5 && abs(position[1] - longitude) < 1e-5)
        }
    }

    @Test("puts what can be searched into words: title, caption, keywords, place, day, creator")
    func words() throws {
        let item = try #require(try PictureFixture.read("all.jpg").items.first)
        let words = try #require(PictureFixture.text(item, .metadata))
        for part in [
            "Lighthouse at dusk", "A white lighthouse on a cliff", "灯台", "Brest, France", "2 November 2023",
            "Grace Hopper",
        ] { #expect(words.contains(part), "\(part)") }
        let caption = try #require(PictureFixture.text(item, .caption))
        #expect(caption.hasPrefix("A white lighthouse on a cliff"))
        #expect(item.pieces == [NativePiece(modality: .image, place: .whole)])
        #expect(item.texts.allSatisfy { $0.modality == .image && $0.place == .whole })
    }

    @Test("makes a thumbnail that is upright, small and says nothing but its pixels")
    func thumbnail() throws {
        let item = try #require(try PictureFixture.read("exif.jpg").items.first)
        let bytes = try #require(item.thumbnail)
        let header = try ImageDecoder.header(of: .bytes(bytes), named: CorpusPath("thumbnail"))
        // The picture of 96 by 72 stands on its side.
        #expect(header.width == 72 && header.height == 96 && header.format == "JPEG")
        #expect(header.exif == nil && header.xmp == nil && header.iptc == nil)
        #expect(PictureFixture.field(item, "size") == "72 × 96")
        let small = try ImageDecoder.decode(fileAt: bytes, named: CorpusPath("thumbnail"))
        let whole = try #require(try PictureFixture.pixels("exif.jpg"))
        #expect(Self.difference(small, whole) < 6)
        let page = try #require(try PictureFixture.read("page.png").items.first?.thumbnail)
        let size = try ImageDecoder.header(of: .bytes(page), named: CorpusPath("thumbnail"))
        #expect(size.width == 256 && size.height == 186)
        #expect(page.count < 20_000)
    }

    @Test("reads the pixels of BMP as Pillow does")
    func bitmaps() throws {
        let bitmaps = try PictureFixture.json("bitmaps.json", as: [String: Bitmap].self)
        #expect(bitmaps.count == 6)
        for (name, expected) in bitmaps {
            let image = try #require(try PictureFixture.pixels(name))
            #expect(image.width == expected.width && image.height == expected.height, "\(name)")
            #expect(Data(image.pixels) == expected.pixels, "\(name)")
            let item = try #require(try PictureFixture.read(name).items.first)
            #expect(PictureFixture.field(item, "format") == "BMP" && item.thumbnail != nil)
        }
    }

    @Test("draws SVG on white, and takes its words")
    func drawing() throws {
        let folder = TemporaryFolder()
        folder.write(
            """
            <svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><title>Flow of water</title>
            <desc>How rain becomes a river</desc><rect width="20" height="20" fill="#ff0000"/>
            <text x="5" y="10"><tspan>Rain</tspan><tspan>cloud</tspan></text></svg>
            """, to: "flow.svg")
        let item = try #require(try PictureFixture.read("flow.svg", in: folder.path).items.first)
        #expect(item.title == "Flow of water")
        #expect(PictureFixture.text(item, .caption) == "How rain becomes a river\nRain cloud")
        let image = try #require(try PictureFixture.pixels("flow.svg", in: folder.path))
        #expect(image.width == 1024 && image.height == 512)
        #expect(Array(image.pixels.suffix(3)) == [255, 255, 255])
        let left = (500 * 1024 + 10) * 3
        #expect(Array(image.pixels[left..<left + 3]) == [255, 0, 0])
    }

    @Test("takes captions from files beside a picture")
    func sidecars() throws {
        let folder = TemporaryFolder()
        folder.writeBytes(try PictureFixture.bytes("comment.gif"), to: "cat.gif")
        folder.write("A cat asleep on\u{1B}[31m a piano\n", to: "cat.txt")
        folder.write(
            #"{"title": "Mimi", "tags": "cat, piano", "size": 3, "caption": ["In B flat"]}"#, to: "cat.json")
        folder.writeBytes(try Self.packet("lazy afternoon"), to: "cat.xmp")
        folder.write("{", to: "broken.json")
        let (items, problems) = try PictureFixture.read(
            "cat.gif", in: folder.path, sidecars: ["cat.txt", "cat.json", "cat.xmp", "broken.json"])
        let item = try #require(items.first)
        let caption = try #require(PictureFixture.text(item, .caption))
        for words in ["asleep on", "In B flat", "A comment in a GIF"] { #expect(caption.contains(words)) }
        #expect(item.title == "Mimi")
        #expect(PictureFixture.field(item, "keywords") == "cat, piano, lazy afternoon")
        #expect(
            problems.count == 1
                && problems.first?.hasPrefix("broken.json, which stands beside it, is no JSON") == true)
    }

    @Test("takes all texts of a sidecar whose fields nobody knows, and nothing of one that is too long")
    func oddSidecars() throws {
        let folder = TemporaryFolder()
        folder.writeBytes(try PictureFixture.bytes("bits-8.bmp"), to: "a.bmp")
        folder.write(#"{"note": {"deep": ["first", 3, "second"]}}"#, to: "a.json")
        folder.write(String(repeating: "word ", count: 300_000), to: "a.txt")
        let (items, problems) = try PictureFixture.read("a.bmp", in: folder.path, sidecars: ["a.json", "a.txt"])
        #expect(items.first.flatMap { PictureFixture.text($0, .caption) } == "first\nsecond")
        #expect(problems == ["a.txt, which stands beside it, is too long for a caption"])
    }

    @Test("knows days by their names, and clocks that were never set")
    func days() {
        #expect(CalendarTime("2024:07:14 18:30:05")?.text == "2024-07-14 18:30:05")
        #expect(CalendarTime("2024-07-14T18:30+02:00")?.text == "2024-07-14 18:30:00")
        #expect(CalendarTime("20240714")?.words == "14 July 2024")
        #expect(CalendarTime("20240714183005+0200")?.time == "18:30:05")
        for text in ["", "0000:00:00 00:00:00", "2024", "2024-13-01", "    :  :     :  :  ", "yesterday"] {
            #expect(CalendarTime(text) == nil, "\(text)")
        }
    }

    /// A sidecar with one keyword.
    private static func packet(_ keyword: String) throws -> [UInt8] {
        Array(
            """
            <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
            <rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:subject><rdf:Bag>
            <rdf:li>\(keyword)</rdf:li></rdf:Bag></dc:subject></rdf:Description></rdf:RDF></x:xmpmeta>
            """.utf8)
    }

    /// The mean difference of two pictures of one size.
    private static func difference(_ left: PixelImage, _ right: PixelImage) -> Double {
        guard left.pixels.count == right.pixels.count else { return .infinity }
        let sum = zip(left.pixels, right.pixels).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
        return Double(sum) / Double(left.pixels.count)
    }
}

extension String {
    /// The first ten characters.
    fileprivate var firstDay: Range<String.Index> {
        startIndex..<(index(startIndex, offsetBy: 10, limitedBy: endIndex) ?? endIndex)
    }
}
