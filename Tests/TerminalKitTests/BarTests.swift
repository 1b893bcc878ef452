import Testing

@testable import TerminalKit

@Suite struct BarTests {
    private func text(_ fraction: Double, _ width: Int, _ glyphs: Glyphs = .unicode) -> String {
        Bar(fraction: fraction, filled: .plain, track: Style(attributes: .dim)).spans(width: width, glyphs: glyphs)
            .map(\.text).joined()
    }

    @Test func fillsInEighths() {
        #expect(text(0, 4) == "────")
        #expect(text(1, 4) == "████")
        #expect(text(0.5, 4) == "██──")
        #expect(text(1.0 / 32, 4) == "▏───")
        #expect(text(0.71, 10) == "███████▏──")
        #expect(text(0.5, 4, .ascii) == "##--")
    }

    @Test(arguments: [-1, 0, 0.013, 0.5, 0.999, 1, 7, .nan, .infinity, -.infinity])
    func isExactlyAsWideAsAsked(_ fraction: Double) {
        for width in 0...20 {
            #expect(DisplayWidth.of(text(fraction, width)) == width)
            #expect(DisplayWidth.of(text(fraction, width, .ascii)) == width)
        }
    }
}
