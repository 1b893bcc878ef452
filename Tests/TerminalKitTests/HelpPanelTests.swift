import Testing

@testable import TerminalKit

@Suite struct HelpPanelTests {
    private let panel = HelpPanel(
        title: "Help",
        sections: [
            .init("Keys", [.init("q", "quit"), .init("Ctrl-L", "draw the screen again, all of it")]),
            .init("Figures", [.init("score", "a cosine")]),
        ])

    private func drawn(_ width: Int, _ height: Int, scroll: Int = 0) -> String {
        var buffer = CellBuffer(width: width, height: height)
        panel.draw(in: buffer.bounds, scroll: scroll, &buffer, theme: Theme())
        return buffer.drawing
    }

    @Test func showsTermsAndMeanings() {
        #expect(
            drawn(34, 12) == """

                ╭─ Help ─────────────────────────╮
                │ Keys                           │
                │ q       quit                   │
                │ Ctrl-L  draw the screen        │
                │         again, all of it       │
                │                                │
                │ Figures                        │
                │ score   a cosine               │
                ╰────────────────────────────────╯


                """)
    }

    @Test func scrollsWhenItDoesNotFit() {
        #expect(panel.scrollLimit(in: Rect(width: 34, height: 6)) == 3)
        #expect(
            drawn(34, 6, scroll: 99) == """
                ╭─ Help ─────────────────────────╮
                │         again, all of it       │
                │                                │
                │ Figures                        │
                │ score   a cosine               │
                ╰────────────────────────── end ─╯
                """)
        #expect(drawn(34, 6).contains("↓ 3 more"))
    }

    @Test func drawsNothingWhereNothingFits() {
        for width in 0...8 { for height in 0...4 { _ = drawn(width, height, scroll: 3) } }
        #expect(drawn(3, 2) == "\n")
    }
}
