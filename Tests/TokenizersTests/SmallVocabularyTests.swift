import Testing

@testable import Tokenizers

@Suite struct SmallVocabularyTests {
    @Test func cutsAtTheLongestTokenAndGivesUpOnAWholeWord() throws {
        let words = ["[UNK]", "un", "##aff", "##able", "able", "##a"]
        let vocabulary = Vocabulary(words.enumerated().map { (RawText.scalars(of: $1), Int32($0)) })
        let model = WordPiece(
            vocabulary: vocabulary, unknown: 0, longestWord: 10, prefix: RawText.scalars(of: "##"))
        func ids(_ word: String) -> [Int32] {
            let text = NormalizedText(RawText.scalars(of: word), firstOrigin: 0)
            var tokens = TokenList()
            model.tokenize([0..<text.count], of: text, limit: .max, into: &tokens)
            return tokens.ids
        }
        #expect(ids("unaffable") == [1, 2, 3])
        #expect(ids("unaffabl") == [0])
        #expect(ids("able") == [4])
        #expect(ids("unaaaaaaaa") == [1, 5, 5, 5, 5, 5, 5, 5, 5])
        #expect(ids("unaaaaaaaaa") == [0])
    }
}
