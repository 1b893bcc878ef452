import Foundation
import NearestCore
import Testing

@testable import Extraction

/// Decoding against Pillow, on files that `scripts/make-vision-fixtures` made.
@Suite("Decoding pictures", libvipsIsHere)
struct ImageDecoderTests {
    struct Expected: Decodable {
        var width: Int
        var height: Int
        var pixels: Data
    }

    static let expected: [String: Expected] = {
        let index = try? JSONDecoder().decode(
            [String: Expected].self, from: Data(contentsOf: file("pictures.json")))
        return index ?? [:]
    }()

    static func file(_ name: String) -> URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Fixtures/pictures/\(name)")
    }

    static func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: file(name)))
    }

    static func decode(_ bytes: [UInt8]) throws -> PixelImage {
        try ImageDecoder.decode(fileAt: bytes, named: CorpusPath("folder/picture"))
    }

    @Test("has every kind of file to compare")
    func fixtures() {
        #expect(Self.expected.count == 35)
    }

    @Test("reads the pixels that the reference reads", arguments: expected.keys.sorted())
    func parity(name: String) throws {
        let expected = try #require(Self.expected[name])
        let image = try Self.decode(Self.bytes(name))
        #expect(image.width == expected.width && image.height == expected.height)
        #expect(image.pixels.count == expected.pixels.count)
        let differences = zip(image.pixels, expected.pixels).map { abs(Int($0) - Int($1)) }
        #expect((differences.max() ?? 0) == 0)
    }

    @Test("reads the colours of another profile as sRGB has them")
    func profile() throws {
        // Red and green change places in this profile, so a decoder that ignores it cannot pass.
        let image = try Self.decode(Self.bytes("swapped-profile.png"))
        let pixel = Array(image.pixels.prefix(3)).map(Int.init)
        #expect(pixel[0] < 40 && pixel[1] > 215 && pixel[2] < 40, "\(pixel)")
    }

    @Test("recognises every kind of file by its beginning, and no text")
    func recognition() throws {
        for name in Self.expected.keys { #expect(ImageDecoder.recognises(try Self.bytes(name)), "\(name)") }
        for text in ["", "II", "RIFF", "hello, world", "GIF"] {
            #expect(!ImageDecoder.recognises(Array(text.utf8)))
        }
    }

    @Test("refuses what is no picture, naming the file")
    func noPicture() {
        for bytes in [[], [0], Array("hello, world".utf8), Array("%PDF-1.4".utf8)] {
            let error = #expect(throws: NearestError.self) { try Self.decode(bytes) }
            #expect(error?.code == .unreadable && error?.subject == "folder/picture")
        }
    }

    @Test(
        "refuses a file that was cut short",
        arguments: ["colour.jpg", "progressive.jpg", "colour.png", "lossy.webp", "palette.gif", "colour.tif"])
    func cutShort(name: String) throws {
        let whole = try Self.bytes(name)
        for share in [0.2, 0.5, 0.8] {
            let error = #expect(throws: NearestError.self, "\(share)") {
                try Self.decode(Array(whole.prefix(Int(Double(whole.count) * share))))
            }
            #expect(error?.code == .unreadable)
        }
    }

    @Test("never traps on damaged files")
    func damaged() throws {
        var generator = SplitMix64(seed: 4)
        for name in Self.expected.keys.sorted() {
            let whole = try Self.bytes(name)
            for _ in 0..<20 {
                var bytes = whole
                for _ in 0..<3 {
                    bytes[Int.random(in: 0..<bytes.count, using: &generator)] = .random(
                        in: 0...255, using: &generator)
                }
                do {
                    let image = try Self.decode(bytes)
                    #expect(image.width > 0)
                } catch let error as NearestError {
                    #expect(error.code == .unreadable)
                }
            }
        }
    }

    @Test("refuses a picture of 40,000 by 40,000 at its header")
    func tooLarge() throws {
        // The header of a PNG says so; what follows it is never looked at.
        var bytes = try Self.bytes("colour.png")
        bytes.replaceSubrange(16..<24, with: [0, 0, 0x9C, 0x40, 0, 0, 0x9C, 0x40])
        bytes.replaceSubrange(29..<33, with: Self.checksum(bytes[12..<29]))
        let error = #expect(throws: NearestError.self) { try Self.decode(bytes) }
        #expect(error?.code == .unreadable)
        #expect(error?.problem.contains("40000 × 40000") == true, "\(error?.problem ?? "")")
    }

    @Test("decodes on several threads at once")
    func concurrent() throws {
        let bytes = try Self.bytes("colour.jpg")
        let expected = try #require(Self.expected["colour.jpg"])
        DispatchQueue.concurrentPerform(iterations: 32) { _ in
            let image = try? Self.decode(bytes)
            #expect(image.map { Data($0.pixels) } == expected.pixels)
        }
    }

    /// CRC-32 as PNG has it, most significant byte first.
    private static func checksum(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var value = UInt32.max
        for byte in bytes {
            value ^= UInt32(byte)
            for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
        }
        value = ~value
        return stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: value >> UInt32($0)) }
    }
}

/// Tests that decode are skipped, saying so, where the library is not.
let libvipsIsHere: ConditionTrait = .enabled(
    if: ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib", "/usr/local/lib"]
        .contains { FileManager.default.fileExists(atPath: $0 + "/libvips.so.42") },
    "libvips is not on this machine; scripts/bootstrap installs it")
