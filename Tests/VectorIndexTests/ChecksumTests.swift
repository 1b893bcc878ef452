import NearestCore
import Testing

@testable import VectorIndex

@Suite("CRC-32C")
struct ChecksumTests {
    private func checksum(_ bytes: some Collection<UInt8>, continuing crc: UInt32 = 0) -> UInt32 {
        Array(bytes).withUnsafeBytes { Checksum.crc32c($0, continuing: crc) }
    }

    private func portable(_ bytes: some Collection<UInt8>) -> UInt32 {
        Array(bytes).withUnsafeBytes { Checksum.portableCRC32C($0) }
    }

    @Test("the check values of the literature")
    func checkValues() {
        // The catalogue's "123456789", then RFC 3720, appendix B.4.
        let known: [([UInt8], UInt32)] = [
            (Array("123456789".utf8), 0xE306_9283), ([UInt8](repeating: 0, count: 32), 0x8A91_36AA),
            ([UInt8](repeating: 255, count: 32), 0x62A8_AB43), ([], 0),
        ]
        for (bytes, expected) in known {
            #expect(checksum(bytes) == expected)
            #expect(portable(bytes) == expected)
        }
    }

    @Test("instruction and table agree, at every length and in pieces")
    func instructionAgreesWithTable() {
        var generator = SplitMix64(seed: 4)
        let bytes = (0..<300).map { _ in UInt8.random(in: 0...255, using: &generator) }
        for count in 0...300 {
            let whole = checksum(bytes[..<count])
            #expect(whole == portable(bytes[..<count]))
            #expect(checksum(bytes[count / 3..<count], continuing: checksum(bytes[..<(count / 3)])) == whole)
        }
    }
}
