import NearestCore
import Testing

@testable import Tokenizers

@Suite struct TokenizerTests {
    private func bert() throws -> Tokenizer { try Tokenizer(contentsOf: Fixture.path("bert")) }

    @Test func lengthsIncludeSpecialTokens() throws {
        let tokenizer = try bert()
        #expect(tokenizer.specialTokenCount == 3)
        let whole = tokenizer.encode("a b c d e f g", maximumLength: nil)
        #expect(whole.ids.count == 10)
        for length in 0..<12 {
            let cut = tokenizer.encode("a b c d e f g", maximumLength: length)
            #expect(cut.ids.count == min(length, 10))
            #expect(cut.typeIDs.count == cut.ids.count && cut.offsets.count == cut.ids.count)
            if length >= 3 { #expect(cut.ids.last == 3 && cut.typeIDs.last == 2) }
        }
        #expect(tokenizer.encode("a", maximumLength: -1).ids.isEmpty)
    }

    @Test func tokensAreSpeltAsTheVocabularySpellsThem() throws {
        let encoding = try bert().encode("A [MASK] é b5", maximumLength: nil)
        #expect(encoding.tokens == ["[CLS]", "[MASK]", "a", "[MASK]", "e", "b", "##5", "[SEP]"])
        #expect(encoding.offsets == [0..<0, 0..<0, 0..<1, 2..<8, 9..<10, 11..<12, 12..<13, 0..<0])
        #expect(try bert().id(of: "[MASK]") == 4)
        #expect(try bert().id(of: "no such token") == nil)
    }

    @Test func canonicallyEquivalentTokensStayTwo() throws {
        let vocabulary = Vocabulary([([0xE9], 1), ([0x65, 0x301], 2), ([0x212B], 3), ([0xC5], 4), ([0xC5], 5)])
        #expect(vocabulary.id(of: [0xE9]) == 1)
        #expect(vocabulary.id(of: [0x65, 0x301]) == 2)
        #expect(vocabulary.id(of: [0x212B]) == 3)
        #expect(vocabulary.id(of: [0xC5]) == 5, "the later of two equal tokens counts")
        #expect(vocabulary.token(of: 2) == [0x65, 0x301])
        #expect(vocabulary.token(of: 9) == nil)
    }

    @Test func vocabulariesFindEveryToken() {
        var generator = SeededGenerator(seed: 3)
        var known: [[UInt32]: Int32] = [:]
        let tokens = (0..<5000).map { id in
            let token = (0..<Int.random(in: 0...4, using: &generator)).map { _ in
                UInt32.random(in: 97...105, using: &generator)
            }
            known[token] = Int32(5000 - id)
            return (token: token, id: Int32(5000 - id))
        }
        let vocabulary = Vocabulary(tokens)
        for (token, id) in known {
            #expect(vocabulary.id(of: token) == id)
            #expect(vocabulary.token(of: id) == token)
        }
        #expect(vocabulary.id(of: [106]) == nil)
        #expect(Vocabulary([]).id(of: [1]) == nil)
    }

    @Test func substringsAreCountedWithoutBeingCopied() throws {
        let tokenizer = try bert()
        let text = "one, two; é 中文 three"
        for start in text.indices {
            let rest = text[start...]
            #expect(tokenizer.tokenCount(of: rest) == tokenizer.tokenCount(of: String(rest)))
        }
    }

    @Test func severalThreadsMayShareOne() async throws {
        let tokenizer = try bert()
        let lines = Array(try Fixture.lines().prefix(300))
        let alone = lines.map { tokenizer.encode($0, maximumLength: nil).ids }
        await withTaskGroup(of: [[Int32]].self) { group in
            for _ in 0..<4 {
                group.addTask { lines.map { tokenizer.encode($0, maximumLength: nil).ids } }
            }
            for await ids in group { #expect(ids == alone) }
        }
    }
}
