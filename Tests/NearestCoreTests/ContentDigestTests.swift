import Testing

@testable import NearestCore

@Suite struct ContentDigestTests {
    @Test func hexadecimalHasTwoLowerCaseDigitsAByte() {
        let digest = ContentDigest(bytes: (0..<32).map { UInt8($0 * 8) })
        #expect(
            digest.hexadecimal
                == "0008101820283038404850586068707880889098a0a8b0b8c0c8d0d8e0e8f0f8")
        #expect(
            ContentDigest(bytes: repeatElement(0xFF, count: 32)).hexadecimal == String(repeating: "f", count: 64))
    }

    @Test func equalBytesAreTheSameContent() {
        let (one, other) = (ContentDigest(bytes: Array(0..<32)), ContentDigest(bytes: (0..<32 as Range<UInt8>)))
        #expect(one == other && Set([one, other]).count == 1)
        #expect(one != ContentDigest(bytes: (1..<33 as Range<UInt8>)))
    }
}
