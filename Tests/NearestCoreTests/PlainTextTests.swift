import Testing

@testable import NearestCore

@Suite struct PlainTextTests {
    /// Every scalar that could move a cursor, reorder a line or end it.
    private static let unsafe: [ClosedRange<UInt32>] = [
        0...0x1F, 0x7F...0x9F, 0x2028...0x2029, 0x202A...0x202E, 0x2066...0x2069,
    ]

    @Test func nothingUnsafeIsLeftOfAnyScalar() {
        func isUnsafe(_ value: UInt32) -> Bool { Self.unsafe.contains { $0.contains(value) } }
        let wrong = (0...0x10FFFF as ClosedRange<UInt32>).filter { value in
            guard let scalar = Unicode.Scalar(value) else { return false }
            let shown = Array(PlainText.visible(String(Character(scalar))).unicodeScalars)
            guard shown.count == 1 else { return true }
            return isUnsafe(shown[0].value) || (shown[0] == scalar) == isUnsafe(value)
        }
        #expect(wrong.isEmpty)
    }

    @Test func controlsBecomeTheirPictures() {
        #expect(PlainText.visible("\u{1B}]0;title\u{7}") == "␛]0;title␇")
        #expect(PlainText.visible("a\r\n\tb\0\u{7F}") == "a␍␊␉b␀␡")
        #expect(PlainText.visible("a\u{9B}31m\u{202E}b\u{2028}") == "a\u{FFFD}31m\u{FFFD}b\u{FFFD}")
    }

    @Test func linesKeepTheirBreaksAndTabsOnly() {
        #expect(PlainText.visibleLines("a\n\tb\r\u{1B}[2J") == "a\n\tb␍␛[2J")
    }

    @Test func oneLineHasSingleSpaces() {
        #expect(PlainText.oneLine("  a \r\n\n\tb\u{3000}c\u{2028}d  ") == "a b c d")
        #expect(PlainText.oneLine("\u{1B}[31m red") == "␛[31m red")
        #expect(PlainText.oneLine(" \n ") == "")
    }

    @Test func textThatIsSafeStaysAsItIs() {
        let text = "naïve e\u{301} 中文 👩‍👩‍👧 עברית"
        #expect(Array(PlainText.visible(text).unicodeScalars) == Array(text.unicodeScalars))
    }
}
