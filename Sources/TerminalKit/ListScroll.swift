/// Which of `count` rows is selected, and which is drawn first.
package struct ListScroll: Hashable, Sendable {
    package private(set) var count: Int
    /// Inside `0..<count`; 0 when there are no rows.
    package private(set) var selection: Int
    package private(set) var top: Int

    package init(count: Int = 0, selection: Int = 0) {
        self.count = max(0, count)
        self.selection = min(max(0, selection), max(0, count - 1))
        top = 0
    }

    /// Selects a row, the nearest there is, and scrolls so that it and a neighbour on either side are among
    /// the `page` rows drawn.
    package mutating func select(_ index: Int, page: Int) {
        selection = min(max(0, index), max(0, count - 1))
        reveal(page: page)
    }

    package mutating func move(by rows: Int, page: Int) {
        select(selection + rows, page: page)
    }

    /// Changes the number of rows; the selection stays where it can.
    package mutating func resize(count newCount: Int, page: Int) {
        count = max(0, newCount)
        select(selection, page: page)
    }

    /// Scrolls without moving the selection further than it must to stay in sight.
    package mutating func scroll(by rows: Int, page: Int) {
        let page = max(1, page)
        top = min(max(0, top + rows), max(0, count - page))
        selection = min(max(selection, top), min(top + page, max(1, count)) - 1)
    }

    /// The rows to draw.
    package func visible(page: Int) -> Range<Int> {
        let first = min(top, max(0, count - 1))
        return first..<min(count, first + max(0, page))
    }

    private mutating func reveal(page: Int) {
        let page = max(1, page)
        let margin = page > 4 ? 1 : 0
        top = min(top, max(0, selection - margin))
        top = max(top, min(selection + margin, max(0, count - 1)) - page + 1)
        top = min(max(0, top), max(0, count - page))
    }
}
