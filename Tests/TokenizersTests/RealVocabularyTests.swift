import Foundation
import Testing

@testable import Tokenizers

/// CLIP's and Whisper's published vocabularies in the older files, against transformers and tiktoken; skipped,
/// saying so, where the vocabularies are not.
@Suite struct RealVocabularyTests {
    /// What scripts/make-tokenizer-fixtures wrote.
    struct Expected: Decodable {
        /// Which lines of the fixtures.
        var lines: [Int]
        var clip: [[Int32]]
        /// Without special tokens.
        var whisper: [[Int32]]
        /// Whisper's special tokens but for its moments, in the order of their ids.
        var specials: [String]
        /// What Whisper might say: special tokens, moments and text, or any bytes.
        var heard: [[Int32]]
        /// Digests of what `heard` decodes to, without and with special tokens.
        var decoded: [String]
        var decodedWhole: [String]
    }

    @Test(.enabled(if: RealVocabularies.hasCLIP, "CLIP's vocabulary is not in ../shared/data/tokenizers"))
    func clip() throws {
        let expected: Expected = try Fixture.decode("real-vocabularies.json")
        let lines = try Fixture.lines()
        let folder = try RealVocabularies.clip()
        let tokenizer = try Tokenizer(contentsOf: folder.path)
        #expect(
            tokenizer.encode("a photo of a cat", maximumLength: nil).ids
                == [49406, 320, 1125, 539, 320, 2368, 49407])
        try #require(expected.clip.count == expected.lines.count && expected.clip.count >= 100)
        for (line, ids) in zip(expected.lines, expected.clip) {
            #expect(tokenizer.encode(lines[line], maximumLength: nil).ids == ids, "\(lines[line].debugDescription)")
        }
    }

    @Test(.enabled(if: RealVocabularies.hasWhisper, "Whisper's vocabulary is not in ../shared/data/tokenizers"))
    func whisper() throws {
        let expected: Expected = try Fixture.decode("real-vocabularies.json")
        let lines = try Fixture.lines()
        let folder = try RealVocabularies.whisper(specials: expected.specials)
        let tokenizer = try Tokenizer(contentsOf: folder.path)
        #expect(tokenizer.id(of: "<|endoftext|>") == 50257 && tokenizer.id(of: "<|notimestamps|>") == 50363)
        #expect(tokenizer.id(of: "<|0.00|>") == 50364 && tokenizer.id(of: "<|30.00|>") == 51864)
        try #require(expected.whisper.count == expected.lines.count && expected.whisper.count >= 100)
        for (line, ids) in zip(expected.lines, expected.whisper) {
            let whole = [50258, 50363] + ids + [50257]
            #expect(
                tokenizer.encode(lines[line], maximumLength: nil).ids == whole, "\(lines[line].debugDescription)")
        }
        try #require(expected.heard.count == expected.decoded.count && expected.heard.count > 100)
        for (index, ids) in expected.heard.enumerated() {
            let said = tokenizer.decode(ids)
            #expect(Self.digest(said) == expected.decoded[index], "\(ids): \(said)")
            let whole = tokenizer.decode(ids, skippingSpecialTokens: false)
            #expect(Self.digest(whole) == expected.decodedWhole[index], "\(ids): \(whole)")
        }
        let moment = tokenizer.decode([50258, 50259, 50359, 50364, 50414, 50257])
        #expect(moment == "<|0.00|><|1.00|>", "moments are part of what Whisper says")
    }

    private static func digest(_ text: String) -> String {
        Fixture.digest(text.unicodeScalars.map { Int($0.value) })
    }
}
