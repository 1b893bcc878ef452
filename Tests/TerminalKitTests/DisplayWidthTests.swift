import Testing

@testable import TerminalKit

@Suite struct DisplayWidthTests {
    @Test(
        arguments: [
            ("a", 1), ("é", 1), ("e\u{301}", 1), ("ä\u{323}\u{304}", 1),
            ("漢", 2), ("カ", 2), ("ｶ", 1), ("Ａ", 2), ("한", 2), ("\u{1112}\u{1161}\u{11AB}", 2),
            ("👍", 2), ("👍🏽", 2), ("☝🏽", 2), ("👩‍🔬", 2), ("👨‍👩‍👧‍👦", 2), ("🏳️‍🌈", 2), ("❤️", 2), ("❤", 1), ("1️⃣", 2),
            ("🇩🇪", 2), ("🇩", 1), ("⌚", 2), ("⌚\u{FE0E}", 2),
            ("\u{200B}", 0), ("\u{200D}", 0), ("\u{FEFF}", 0), ("\u{AD}", 0), ("\n", 0), ("\u{1B}", 0),
            ("\u{301}", 1), ("م", 1), ("مَ", 1), ("ש", 1), ("क", 1), ("कि", 2), ("क्", 1),
        ])
    func charactersTakeTheCellsThatTerminalsGiveThem(_ text: String, _ width: Int) throws {
        #expect(text.count == 1)
        #expect(DisplayWidth.of(try #require(text.first)) == width, "\(text.unicodeScalars.map(\.value))")
    }

    @Test func textsAddUp() {
        #expect(DisplayWidth.of("") == 0)
        #expect(DisplayWidth.of("plain") == 5)
        #expect(DisplayWidth.of("日本語 text") == 11)
        #expect(DisplayWidth.of("a\u{200B}b") == 2)
    }
}
