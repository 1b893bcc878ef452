import NearestCore
import Testing

@testable import VectorIndex

@Suite("The header page")
struct VectorFileHeaderTests {
    private let folder = VectorFolder(path: "/corpus/.nearest/text")
    private let header = VectorFileHeader(
        layout: VectorLayout(dimensions: 384), firstRow: 262_144, fingerprint: "0123456789abcdef — π")

    private func decode(_ page: [UInt8]) throws -> VectorFileHeader {
        try VectorFileHeader(page: page, path: folder.path(ofFile: 1), folder: folder)
    }

    @Test("comes back as it was written, and is a page")
    func roundTrip() throws {
        #expect(header.encoded().count == 4096)
        #expect(try decode(header.encoded()) == header)
        for dimensions in [1, 16, 17, 8192, 65_536] {
            let other = VectorFileHeader(
                layout: VectorLayout(dimensions: dimensions), firstRow: 0,
                fingerprint: String(repeating: "x", count: VectorFileHeader.longestFingerprint))
            #expect(try decode(other.encoded()) == other)
        }
    }

    @Test("every flipped bit is found")
    func everyFlippedBit() {
        let page = header.encoded()
        var missed: [Int] = []
        for bit in 0..<page.count * 8 {
            var damaged = page
            damaged[bit / 8] ^= 1 << UInt8(bit % 8)
            do {
                _ = try decode(damaged)
                missed.append(bit)
            } catch let error as NearestError where error.code == .corruptIndex {
                continue
            } catch {
                missed.append(bit)
            }
        }
        #expect(missed.isEmpty)
    }

    @Test("a page cut short or of another program is not read")
    func notAHeader() {
        for page in [[], Array("SQLite format 3\0".utf8), Array(header.encoded().dropLast())] {
            let error = #expect(throws: NearestError.self) { try decode(page) }
            #expect(error?.code == .corruptIndex)
            #expect(error?.description.contains("/corpus/.nearest/text/000001.vectors") == true)
            #expect(error?.remedy?.contains("nearest index") == true)
        }
    }

    @Test("numbers under a good checksum are still not trusted", arguments: [24, 28, 32, 36, 44, 48])
    func nonsenseUnderAGoodChecksum(offset: Int) {
        for value in [0, 7, 0xFFFF_FFFF] as [UInt32]
        where !(offset >= 44 && value < 8) {
            let error = #expect(throws: NearestError.self) { try decode(patched(offset, value)) }
            #expect(error?.code == .corruptIndex)
        }
    }

    @Test("a later version is told from damage")
    func laterVersion() {
        let error = #expect(throws: NearestError.self) { try decode(patched(8, 3)) }
        #expect(error?.code == .newerIndex)
        #expect(error?.problem.contains("3") == true)
        for (offset, value) in [(8, 0), (12, 0x0403_0201), (16, 3), (20, 4)] as [(Int, UInt32)] {
            let error = #expect(throws: NearestError.self) { try decode(patched(offset, value)) }
            #expect(error?.code == .corruptIndex)
        }
    }

    /// The page with a number replaced and its checksum made good again.
    private func patched(_ offset: Int, _ value: UInt32) -> [UInt8] {
        var page = header.encoded()
        func put(_ value: UInt32, at offset: Int) {
            withUnsafeBytes(of: value.littleEndian) { page.replaceSubrange(offset..<offset + 4, with: $0) }
        }
        put(value, at: offset)
        put(page[..<4092].withUnsafeBytes { Checksum.crc32c($0) }, at: 4092)
        return page
    }
}
