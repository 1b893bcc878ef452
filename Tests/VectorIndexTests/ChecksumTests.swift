import CVectorKernels
import NearestCore
import Testing

@testable import VectorIndex

@Suite("CRC-32C")
struct ChecksumTests {
    @Test("the check value of the literature")
    func checkValue() {
        let digits = Array("123456789".utf8)
        #expect(digits.withUnsafeBytes { Checksum.crc32c($0) } == 0xE306_9283)
        #expect(cvk_crc32c_portable(0, digits, 9) == 0xE306_9283)
        // RFC 3720, appendix B.4.
        #expect(cvk_crc32c(0, [UInt8](repeating: 0, count: 32), 32) == 0x8A91_36AA)
        #expect(cvk_crc32c(0, [UInt8](repeating: 255, count: 32), 32) == 0x62A8_AB43)
    }

    @Test("instruction and table agree, at every length and in pieces")
    func instructionAgreesWithTable() {
        var generator = SplitMix64(seed: 4)
        let bytes = (0..<300).map { _ in UInt8.random(in: 0...255, using: &generator) }
        for count in 0...300 {
            let whole = cvk_crc32c(0, bytes, count)
            #expect(whole == cvk_crc32c_portable(0, bytes, count))
            let cut = count / 3
            let rest = Array(bytes[cut..<count])
            #expect(cvk_crc32c(cvk_crc32c(0, bytes, cut), rest + [0], rest.count) == whole)
        }
    }
}
