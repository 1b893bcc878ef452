import Testing

@testable import TerminalKit

@Suite struct CellBufferTests {
    private func drawn(_ text: String, width: Int = 10, at x: Int = 0) -> String {
        var buffer = CellBuffer(width: width, height: 1)
        buffer.write(text, x: x, y: 0, style: .plain, in: buffer.bounds)
        return buffer.drawing
    }

    @Test func textIsClippedToItsArea() {
        var buffer = CellBuffer(width: 10, height: 3)
        let area = Rect(x: 2, y: 1, width: 4, height: 1)
        let end = buffer.write("abcdefgh", x: 1, y: 1, style: .plain, in: area)
        #expect(buffer.drawing == "\n  bcde\n")
        #expect(end == 6)
        buffer.write("above", x: 2, y: 0, style: .plain, in: area)
        buffer.write("off", x: 2, y: 99, style: .plain, in: buffer.bounds)
        #expect(buffer.drawing == "\n  bcde\n")
    }

    @Test func wideCharactersAreNeverHalved() {
        #expect(drawn("漢字漢字", width: 5) == "漢字")
        #expect(drawn("漢字", width: 4, at: -1) == " 字")
        #expect(drawn("a漢b", width: 3) == "a漢")
    }

    @Test func overwritingHalfAWideCharacterBlanksTheOther() {
        var buffer = CellBuffer(width: 6, height: 1)
        buffer.write("漢字漢", x: 0, y: 0, style: .plain, in: buffer.bounds)
        buffer.write("x", x: 1, y: 0, style: .plain, in: buffer.bounds)
        #expect(buffer.drawing == " x字漢")
        buffer.write("y", x: 2, y: 0, style: .plain, in: buffer.bounds)
        #expect(buffer.drawing == " xy 漢")
        buffer.write("字", x: 3, y: 0, style: .plain, in: buffer.bounds)
        #expect(buffer.drawing == " xy字")
    }

    @Test func clustersStayInOneCell() {
        var buffer = CellBuffer(width: 10, height: 1)
        let end = buffer.write("👩‍🔬e\u{301}🇩🇪", x: 0, y: 0, style: .plain, in: buffer.bounds)
        #expect(end == 5)
        #expect(buffer[0, 0].grapheme == "👩‍🔬")
        #expect(buffer[0, 0].width == 2 && buffer[1, 0].width == 0)
        #expect(buffer[2, 0].grapheme == "e\u{301}")
        #expect(buffer[3, 0].grapheme == "🇩🇪")
    }

    @Test func controlsNeverEnter() {
        #expect(drawn("a\u{1B}[31mb\u{7}\u{9B}c\nd\u{202E}e") == "a[31mbcde")
        #expect(Cell("\u{1B}") == nil && Cell("\r\n") == nil && Cell("\u{2028}") == nil)
    }

    @Test func aLoneMarkStandsOnACircle() {
        #expect(drawn("\u{301}a") == "◌\u{301}a")
    }

    @Test func spansStopWhereOneDoesNotFit() {
        var buffer = CellBuffer(width: 4, height: 1)
        buffer.write([Span("ab"), Span("漢字"), Span("c")], x: 0, y: 0, in: Rect(width: 4, height: 1))
        #expect(buffer.drawing == "ab漢")
    }

    @Test func underlayKeepsWhatIsOnTop() {
        var buffer = CellBuffer(width: 2, height: 1)
        let top = Style(foreground: .indexed(1), attributes: .bold)
        buffer.write("a", x: 0, y: 0, style: top, in: buffer.bounds)
        buffer.underlay(
            Style(foreground: .indexed(7), background: .indexed(2), attributes: .dim), in: buffer.bounds)
        #expect(
            buffer[0, 0].style
                == Style(foreground: .indexed(1), background: .indexed(2), attributes: [.bold, .dim]))
        #expect(buffer[1, 0].style.foreground == .indexed(7))
    }

    @Test func randomWritingKeepsEveryRowWhole() {
        var random = SeededGenerator(seed: 5)
        var buffer = CellBuffer(width: 17, height: 4)
        let pieces = ["a", "漢", "e\u{301}", "👩‍🔬", "कि", "\u{1B}", "\u{200B}", "🇩🇪", " "]
        for _ in 0..<4000 {
            let text = (0..<Int.random(in: 0...6, using: &random))
                .map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            let area = Rect(
                x: .random(in: -3...18, using: &random), y: .random(in: -1...4, using: &random),
                width: .random(in: 0...20, using: &random), height: .random(in: 0...4, using: &random))
            buffer.write(
                text, x: .random(in: -5...20, using: &random), y: .random(in: -1...4, using: &random),
                style: .plain, in: area)
            for y in 0..<4 {
                var x = 0
                while x < 17 {
                    let width = Int(buffer[x, y].width)
                    #expect(width > 0, "a continuation without its lead")
                    for next in x + 1..<max(x + 1, x + width) { #expect(buffer[next, y].width == 0) }
                    x += max(1, width)
                }
                #expect(x == 17)
            }
        }
    }
}
