import Testing

@testable import TerminalKit

@Suite struct StatusLineTests {
    private func drawn(_ width: Int) -> String {
        var buffer = CellBuffer(width: width, height: 1)
        let line = StatusLine(
            left: [Span("12 passages")], hints: [.init("/", "search"), .init("?", "help"), .init("q", "quit")])
        line.draw(in: buffer.bounds, &buffer, theme: Theme())
        return buffer.drawing
    }

    @Test func hintsGoFromTheRight() {
        #expect(drawn(41) == "12 passages    / search   ? help   q quit")
        #expect(drawn(38) == "12 passages          / search   ? help")
        #expect(drawn(25) == "12 passages      / search")
        #expect(drawn(15) == "12 passages")
        #expect(drawn(6) == "12 pas")
    }
}
