import Foundation
import Testing

@testable import Tokenizers

/// Equality with the Python package `tokenizers`, id by id and place by place.
@Suite struct ParityTests {
    @Test(.enabled(if: Fixture.hasModel, "all-MiniLM-L6-v2 is not installed: run scripts/bootstrap"))
    func theRealModel() throws {
        try expectParity(try Tokenizer(contentsOf: Fixture.model), with: "all-MiniLM-L6-v2.json")
    }

    @Test(.enabled(if: Fixture.hasModel, "all-MiniLM-L6-v2 is not installed: run scripts/bootstrap"))
    func theRealModelFromItsOlderFiles() throws {
        let folder = try TemporaryFolder()
        for name in ["vocab.txt", "tokenizer_config.json"] {
            try FileManager.default.copyItem(atPath: "\(Fixture.model)/\(name)", toPath: folder.path(name))
        }
        try expectParity(try Tokenizer(contentsOf: folder.path), with: "all-MiniLM-L6-v2.json")
    }

    private static let trained = [
        "gpt2", "roberta-bytes", "clip", "whisper", "llama3", "llama2", "subwords", "endings", "no-unknown",
        "xlm-roberta", "unigram-bytes",
    ]

    @Test(arguments: trained)
    func trainedTokenizers(_ name: String) throws {
        let expected: Fixture.Expected = try Fixture.decode("\(name)/expected.json")
        #expect(expected.decoded?.isEmpty == false)
        try expectParity(try Tokenizer(contentsOf: Fixture.path(name)), with: "\(name)/expected.json")
    }

    @Test(arguments: ["bert", "cased", "uncased-added", "composed", "roberta", "roberta-prefixed", "vocab-txt"])
    func smallTokenizers(_ name: String) throws {
        try expectParity(try Tokenizer(contentsOf: Fixture.path(name)), with: "\(name)/expected.json")
    }

    private func expectParity(_ tokenizer: Tokenizer, with name: String) throws {
        let all = try Fixture.lines()
        let expected: Fixture.Expected = try Fixture.decode(name)
        let lines = expected.lines.map { $0.map { all[$0] } } ?? all
        try #require(lines.count == expected.ids.count && lines.count >= 200)
        for (index, line) in lines.enumerated() {
            let encoding = tokenizer.encode(line, maximumLength: nil)
            #expect(encoding.ids == expected.ids[index], "\(line.debugDescription)")
            #expect(
                Fixture.digest(Fixture.flat(encoding.offsets)) == expected.offsets[index],
                "offsets in \(line.debugDescription): \(encoding.offsets)")
            #expect(encoding.typeIDs.count == encoding.ids.count && encoding.tokens.count == encoding.ids.count)
            #expect(tokenizer.tokenCount(of: line) == encoding.ids.count - tokenizer.specialTokenCount)
            if let types = expected.types {
                #expect(Fixture.digest(encoding.typeIDs.map(Int.init)) == types[index])
            }
            if let decoded = expected.decoded, let whole = expected.decodedWhole {
                let text = tokenizer.decode(expected.ids[index])
                #expect(Fixture.digest(text.unicodeScalars.map { Int($0.value) }) == decoded[index], "\(text)")
                let all = tokenizer.decode(expected.ids[index], skippingSpecialTokens: false)
                #expect(Fixture.digest(all.unicodeScalars.map { Int($0.value) }) == whole[index], "\(all)")
            }
            if let truncated = expected.truncated {
                let cut = tokenizer.encode(line, maximumLength: 9)
                #expect(
                    Fixture.digest(cut.ids.map(Int.init) + Fixture.flat(cut.offsets)) == truncated[index],
                    "cut to nine: \(line.debugDescription)")
            }
        }
    }

    @Test func normalizers() throws {
        let all = try Fixture.lines()
        let stages: [Fixture.Stage] = try Fixture.decode("normalizers.json")
        #expect(stages.count >= 19)
        for stage in stages {
            let normalizer = try Normalizers.make(try Fixture.node(stage.stage))
            for (number, expected) in zip(stage.lines, stage.results) {
                var text = NormalizedText(RawText.scalars(of: all[number]), firstOrigin: 0)
                normalizer.normalize(&text)
                let origins = text.scalars.indices.map { text.originalRange(of: $0..<$0 + 1) }
                #expect(
                    Fixture.digest(text.scalars.map(Int.init) + Fixture.flat(origins)) == expected,
                    "\(stage.stage) of \(all[number].debugDescription)")
            }
        }
    }

    @Test func preTokenizers() throws {
        let all = try Fixture.lines()
        let stages: [Fixture.Stage] = try Fixture.decode("pre-tokenizers.json")
        #expect(stages.count >= 21)
        for stage in stages {
            let preTokenizer = try PreTokenizers.make(try Fixture.node(stage.stage))
            for (number, expected) in zip(stage.lines, stage.results) {
                var text = NormalizedText(RawText.scalars(of: all[number]), firstOrigin: 0)
                var words = text.count == 0 ? [] : [0..<text.count]
                preTokenizer.split(&text, into: &words)
                #expect(
                    Fixture.digest(Fixture.flat(words.map { text.originalRange(of: $0) })) == expected,
                    "\(stage.stage) of \(all[number].debugDescription)")
            }
        }
    }
}
