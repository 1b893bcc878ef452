import Testing

@testable import TerminalKit

@Suite struct ParagraphTests {
    private func wrapped(_ text: String, _ width: Int) -> [String] {
        Paragraph(text).lines(width: width).map { $0.spans.map(\.text).joined() }
    }

    @Test func wrapsBetweenWords() {
        #expect(wrapped("the quick brown fox", 10) == ["the quick", "brown fox"])
        #expect(wrapped("exactly ten", 7) == ["exactly", "ten"])
        #expect(wrapped("a  b", 2) == ["a", "b"])
        #expect(wrapped("well-known", 6) == ["well-", "known"])
    }

    @Test func cutsWordsLongerThanALine() {
        #expect(wrapped("abcdefgh ij", 3) == ["abc", "def", "gh", "ij"])
    }

    @Test func breaksBetweenIdeographsButNotBeforeAFullStop() {
        #expect(wrapped("漢字漢字漢字", 5) == ["漢字", "漢字", "漢字"])
        #expect(wrapped("漢字。漢", 4) == ["漢", "字。", "漢"])
    }

    @Test func keepsIndentsAndBlankLines() {
        #expect(wrapped("a\n\n\n\n  b\n\tc\n", 20) == ["a", "", "  b", "    c"])
        #expect(wrapped("\n\n a", 20) == [" a"])
        #expect(wrapped("", 20) == [])
        #expect(wrapped("a", 0) == [])
    }

    @Test func regionsCountScalars() {
        let mark = Style(attributes: .bold)
        // "e" and its accent are two scalars of one character.
        let text = "e\u{301}ab cd"
        let lines = Paragraph(text, regions: [.init(2..<4, mark)]).lines(width: 20)
        #expect(lines.map(\.spans) == [[Span("e\u{301}"), Span("ab", mark), Span(" cd")]])
        #expect(lines.map(\.range) == [0..<7])
    }

    @Test func laterRegionsWin() {
        let (one, two) = (Style(attributes: .bold), Style(attributes: .underline))
        let lines = Paragraph("abcd", regions: [.init(0..<4, one), .init(1..<2, two)]).lines(width: 9)
        #expect(lines.first?.spans == [Span("a", one), Span("b", two), Span("cd", one)])
    }

    @Test func rangesSayWhichLineHoldsWhat() {
        let lines = Paragraph("one two three").lines(width: 7)
        #expect(lines.map(\.range) == [0..<7, 8..<13])
    }

    @Test func randomTextsNeverOverflowNorLoseALetter() {
        var random = SeededGenerator(seed: 8)
        let pieces = ["a", "bc", " ", "  ", "漢", "。", "-", "\n", "\t", "👩‍🔬", "e\u{301}", "م", "\u{200B}", "कि"]
        for _ in 0..<2000 {
            let text = (0..<Int.random(in: 0...60, using: &random))
                .map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            let width = Int.random(in: 2...12, using: &random)
            let lines = wrapped(text, width)
            #expect(lines.allSatisfy { DisplayWidth.of($0) <= width }, "\(text.debugDescription) \(width)")
            let letters = { (text: String) in text.filter { !$0.isWhitespace && DisplayWidth.of($0) > 0 } }
            #expect(letters(lines.joined()) == letters(text))
        }
    }
}
