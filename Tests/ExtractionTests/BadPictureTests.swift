import Foundation
import NearestCore
import Testing

@testable import Extraction

/// Pictures that are damaged, or made to do harm.
@Suite("Bad pictures", libvipsIsHere)
struct BadPictureTests {
    private let folder = TemporaryFolder()

    private func refusal(_ bytes: [UInt8], _ name: String) -> NearestError? {
        folder.writeBytes(bytes, to: name)
        return #expect(throws: NearestError.self) { try PictureFixture.read(name, in: folder.path) }
    }

    @Test("are refused when they are cut in half")
    func half() throws {
        for name in ["all.jpg", "all.webp", "xmp.png", "all.tif", "all.avif", "comment.gif", "bits-24.bmp"] {
            let whole = try PictureFixture.bytes(name)
            let error = refusal(Array(whole.prefix(whole.count / 2)), name)
            #expect(error?.code == .unreadable && error?.subject == name)
            #expect(error?.problem.hasPrefix("the picture is damaged") == true, "\(error?.problem ?? "")")
        }
    }

    @Test("do not lend their text's length to the memory")
    func textBomb() throws {
        #expect(try PictureFixture.bytes("bomb.png").count < 20_000)
        let item = try #require(try PictureFixture.read("bomb.png").items.first)
        #expect(item.texts.isEmpty && PictureFixture.field(item, "caption") == nil)
    }

    @Test("open no other file")
    func drawingsThatReachOut() throws {
        folder.writeBytes(try redPicture(), to: "secret.png")
        folder.write("do not tell", to: "secret.txt")
        folder.write(
            """
            <?xml version="1.0"?><!DOCTYPE svg [<!ENTITY secret SYSTEM "file://\(folder.path)/secret.txt">
            <!ENTITY % more SYSTEM "file://\(folder.path)/secret.txt">]>
            <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="30" height="30">
            <image width="30" height="10" xlink:href="secret.png"/>
            <image y="10" width="30" height="10" xlink:href="file://\(folder.path)/secret.png"/>
            <text y="29">shown</text><title>a&secret;b</title></svg>
            """, to: "out.svg")
        do {
            let item = try #require(try PictureFixture.read("out.svg", in: folder.path).items.first)
            #expect(!"\(item)".contains("do not tell"))
            let image = try #require(try PictureFixture.pixels("out.svg", in: folder.path))
            let isRed = stride(from: 0, to: image.pixels.count, by: 3).contains {
                image.pixels[$0] > 200 && image.pixels[$0 + 1] < 60 && image.pixels[$0 + 2] < 60
            }
            #expect(!isRed)
        } catch let error as NearestError {
            #expect(error.code == .unreadable)
        }
    }

    @Test("that draw red show it, so that the test above can fail")
    func innocentDrawing() throws {
        let data = Data(try redPicture()).base64EncodedString()
        folder.write(
            """
            <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="30" height="30">
            <image width="30" height="30" xlink:href="data:image/jpeg;base64,\(data)"/></svg>
            """, to: "in.svg")
        let image = try #require(try PictureFixture.pixels("in.svg", in: folder.path))
        #expect(image.pixels[image.pixels.count / 2 / 3 * 3] > 200)
        #expect(image.pixels[image.pixels.count / 2 / 3 * 3 + 1] < 60)
    }

    @Test("whose lists lead in a circle come to an end")
    func circles() throws {
        // One list, which is its own successor and its own list of the camera and of the position.
        func entry(_ tag: UInt16, _ type: UInt16, _ count: UInt32, _ value: UInt32) -> [UInt8] {
            [tag, type].flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
                + [count, value].flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
        }
        let list: [UInt8] =
            [3, 0] + entry(0x010F, 2, 4, 0x0061_6263) + entry(0x8769, 4, 1, 8) + entry(0x8825, 4, 1, 8) + [
                8, 0, 0, 0,
            ]
        let exif: [UInt8] = [0x49, 0x49, 42, 0, 8, 0, 0, 0] + list
        #expect(ExifReader.metadata(in: RandomBytes(exif)).camera == "cba")
        // A count and places beyond the end.
        let wild: [UInt8] = [0x49, 0x49, 42, 0, 8, 0, 0, 0, 0xFF, 0xFF] + entry(0x010F, 2, 0xFFFF, 0xFFFF_FFF0)
        #expect(ExifReader.metadata(in: RandomBytes(wild)).isEmpty)
        // A TIFF whose first page is followed by itself.
        var tiff = try PictureFixture.bytes("all.tif")
        func number(_ place: Int, _ count: Int) -> Int {
            (0..<count).reduce(0) { $0 | Int(tiff[place + $1]) << (8 * $1) }
        }
        #expect(tiff.starts(with: "II".utf8))
        let start = number(4, 4)
        let next = start + 2 + number(start, 2) * 12
        tiff.replaceSubrange(next..<next + 4, with: tiff[4..<8])
        folder.writeBytes(tiff, to: "loop.tif")
        do {
            let item = try #require(try PictureFixture.read("loop.tif", in: folder.path).items.first)
            #expect(PictureFixture.field(item, "size") == "96 × 72")
        } catch let error as NearestError {
            #expect(error.code == .unreadable)
        }
    }

    @Test("whose XMP grows by entities give nothing of them")
    func entityBomb() throws {
        var declarations = "<!ENTITY a0 \"lol\">"
        for level in 1..<20 {
            let more = String(repeating: "&a\(level - 1);", count: 10)
            declarations += "<!ENTITY a\(level) \"\(more)\">"
        }
        let packet = { (value: String) in
            """
            <?xml version="1.0"?><!DOCTYPE x [\(declarations)]><rdf:RDF
            xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description
            xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>Ada &amp; Co</dc:creator>
            <dc:subject>\(value)</dc:subject></rdf:Description></rdf:RDF>
            """
        }
        #expect(XMPReader.metadata(in: Array(packet("sea").utf8)).keywords == ["sea"])
        let found = XMPReader.metadata(in: Array(packet("&a19;").utf8))
        #expect(found.creators == ["Ada & Co"] && !found.keywords.joined().contains("lol"))
        // Elements without end.
        let deep = String(repeating: "<a>", count: 100_000)
        #expect(XMPReader.metadata(in: Array(deep.utf8)).isEmpty)
    }

    @Test("never trap, wherever they are damaged")
    func damaged() throws {
        var generator = SplitMix64(seed: 5)
        let names = try FileManager.default.contentsOfDirectory(atPath: PictureFixture.folder).sorted()
        for name in names where !["json", "txt", "pdf"].contains(CorpusPath(name).fileExtension) {
            let whole = try PictureFixture.bytes(name)
            for turn in 0..<(name.hasPrefix("page") ? 1 : 8) {
                var bytes = whole
                for _ in 0..<4 {
                    // Mostly at the beginning, where what matters stands.
                    let end = turn % 2 == 0 ? min(bytes.count, 600) : bytes.count
                    bytes[Int.random(in: 0..<end, using: &generator)] = .random(in: 0...255, using: &generator)
                }
                folder.writeBytes(bytes, to: name)
                do {
                    let (items, _) = try PictureFixture.read(name, in: folder.path)
                    #expect(!items.isEmpty)
                } catch let error as NearestError {
                    #expect(error.code == .unreadable, "\(name)")
                }
            }
        }
    }

    @Test("of PDF files never trap either")
    func damagedPDF() throws {
        var generator = SplitMix64(seed: 6)
        let whole = try PictureFixture.bytes("figures.pdf")
        for _ in 0..<6 {
            var bytes = whole
            for _ in 0..<12 {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = .random(in: 0...255, using: &generator)
            }
            folder.writeBytes(bytes, to: "figures.pdf")
            do {
                #expect(try !PictureFixture.read("figures.pdf", in: folder.path).items.isEmpty)
            } catch let error as NearestError {
                #expect(error.code == .unreadable)
            }
        }
    }

    @Test("name the dimensions that are too many, before anything is decoded")
    func tooLarge() throws {
        var bytes = try PictureFixture.bytes("bits-24.bmp")
        bytes.replaceSubrange(18..<26, with: [0x40, 0x9C, 0, 0, 0x40, 0x9C, 0, 0])
        #expect(refusal(bytes, "large.bmp")?.problem.contains("40000 × 40000") == true)
        bytes.replaceSubrange(18..<26, with: [0, 0, 0, 0x80, 0, 0, 0, 0x80])
        #expect(refusal(bytes, "wild.bmp")?.code == .unreadable)
    }

    /// A red picture as a file.
    private func redPicture() throws -> [UInt8] {
        let pixels = (0..<(8 * 8)).flatMap { _ in [255, 0, 0] as [UInt8] }
        return try #require(ImageDecoder.jpeg(of: PixelImage(width: 8, height: 8, pixels: pixels), quality: 90))
    }
}
