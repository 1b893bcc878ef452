import NearestCore
import Testing

@testable import Search

@Suite("Words that a model knows")
struct KnownWordsTests {
    /// Has three words whole, and takes all others apart by the letter.
    private struct Counter: TokenCounter {
        let passageTokenLimit = 100

        func tokenCount(of text: some StringProtocol) -> Int {
            text.split(separator: " ").reduce(0) { $0 + (["the", "old", "house"].contains($1) ? 1 : $1.count) }
        }
    }

    @Test(arguments: [
        ("the old house", true), ("the old mill house", true), ("xqzt blorf", false), ("the xqzt", false),
        ("", false),
        ("?!", false),
    ])
    func areThoseThatItHasWhole(text: String, known: Bool) {
        #expect(KnownWords.areKnown(text, to: Counter()) == known)
    }

    @Test func aModelThatReadsNoWordsSaysNothing() {
        #expect(KnownWords.areKnown("xqzt", to: nil))
    }
}
