import Testing

@testable import TerminalKit

@Suite struct ListScrollTests {
    @Test func keepsTheSelectionInSightWithANeighbour() {
        var list = ListScroll(count: 100)
        list.select(5, page: 10)
        #expect(list.visible(page: 10) == 0..<10)
        list.select(9, page: 10)
        #expect(list.visible(page: 10) == 1..<11)
        list.select(99, page: 10)
        #expect(list.visible(page: 10) == 90..<100)
        list.select(50, page: 10)
        #expect(list.visible(page: 10) == 49..<59)
    }

    @Test func wheelDragsTheSelectionOnlyWhenItMust() {
        var list = ListScroll(count: 30)
        list.select(4, page: 10)
        list.scroll(by: 3, page: 10)
        #expect(list.top == 3 && list.selection == 4)
        list.scroll(by: 3, page: 10)
        #expect(list.top == 6 && list.selection == 6)
        list.scroll(by: 999, page: 10)
        #expect(list.top == 20 && list.selection == 20)
    }

    @Test func neverLeavesItsRows() {
        var random = SeededGenerator(seed: 11)
        var list = ListScroll()
        for _ in 0..<5000 {
            let page = Int.random(in: -1...12, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: list.resize(count: .random(in: -2...40, using: &random), page: page)
            case 1: list.move(by: .random(in: -50...50, using: &random), page: page)
            case 2: list.scroll(by: .random(in: -50...50, using: &random), page: page)
            default: list.select(.random(in: -5...50, using: &random), page: page)
            }
            #expect(list.selection >= 0 && list.selection < max(1, list.count))
            let visible = list.visible(page: max(1, page))
            #expect(visible.lowerBound >= 0 && visible.upperBound <= list.count)
            #expect(list.count == 0 || visible.contains(list.selection))
        }
    }
}
