import Testing

@testable import TerminalKit

@Suite struct RectTests {
    private let rect = Rect(x: 2, y: 3, width: 10, height: 6)

    @Test func cutsPartitionTheRectangle() {
        #expect(rect.cutTop(2).0 == Rect(x: 2, y: 3, width: 10, height: 2))
        #expect(rect.cutTop(2).1 == Rect(x: 2, y: 5, width: 10, height: 4))
        #expect(rect.cutBottom(2).0 == Rect(x: 2, y: 7, width: 10, height: 2))
        #expect(rect.cutBottom(2).1 == Rect(x: 2, y: 3, width: 10, height: 4))
        #expect(rect.cutLeft(3).0 == Rect(x: 2, y: 3, width: 3, height: 6))
        #expect(rect.cutRight(3).0 == Rect(x: 9, y: 3, width: 3, height: 6))
    }

    @Test func nothingGetsNegative() {
        #expect(rect.cutTop(99).1.isEmpty)
        #expect(rect.cutBottom(99).0 == rect)
        #expect(rect.cutLeft(-4).0.isEmpty)
        #expect(Rect(width: -3, height: 2).width == 0)
        #expect(rect.inset(x: 9).isEmpty)
        #expect(rect.intersection(Rect(x: 90, y: 90, width: 1, height: 1)).isEmpty)
    }

    @Test func containsItsCellsOnly() {
        #expect(rect.contains(x: 2, y: 3) && rect.contains(x: 11, y: 8))
        #expect(!rect.contains(x: 12, y: 8) && !rect.contains(x: 11, y: 9) && !rect.contains(x: 1, y: 3))
    }
}
