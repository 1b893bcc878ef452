/// A rectangle of cells. Columns grow to the right and rows downwards, from 0.
package struct Rect: Hashable, Sendable {
    package var x: Int
    package var y: Int
    package private(set) var width: Int
    package private(set) var height: Int

    /// Negative sizes count as 0.
    package init(x: Int = 0, y: Int = 0, width: Int, height: Int) {
        self.x = x
        self.y = y
        self.width = max(0, width)
        self.height = max(0, height)
    }

    package static let zero = Rect(width: 0, height: 0)

    package var maxX: Int { x + width }
    package var maxY: Int { y + height }
    package var isEmpty: Bool { width == 0 || height == 0 }

    package func contains(x column: Int, y row: Int) -> Bool {
        column >= x && column < maxX && row >= y && row < maxY
    }

    package func intersection(_ other: Rect) -> Rect {
        let left = max(x, other.x)
        let top = max(y, other.y)
        return Rect(x: left, y: top, width: min(maxX, other.maxX) - left, height: min(maxY, other.maxY) - top)
    }

    /// The rectangle without a border of the given cells.
    package func inset(x dx: Int = 0, y dy: Int = 0) -> Rect {
        Rect(x: x + dx, y: y + dy, width: width - 2 * dx, height: height - 2 * dy)
    }

    /// Cuts `count` rows from the top: what was cut, and what is left. Never more than there are.
    package func cutTop(_ count: Int) -> (Rect, Rect) {
        let cut = min(max(0, count), height)
        return (
            Rect(x: x, y: y, width: width, height: cut),
            Rect(x: x, y: y + cut, width: width, height: height - cut)
        )
    }

    /// Cuts `count` rows from the bottom: what was cut, and what is left.
    package func cutBottom(_ count: Int) -> (Rect, Rect) {
        let cut = min(max(0, count), height)
        let (rest, bottom) = cutTop(height - cut)
        return (bottom, rest)
    }

    /// Cuts `count` columns from the left: what was cut, and what is left.
    package func cutLeft(_ count: Int) -> (Rect, Rect) {
        let cut = min(max(0, count), width)
        return (
            Rect(x: x, y: y, width: cut, height: height),
            Rect(x: x + cut, y: y, width: width - cut, height: height)
        )
    }

    /// Cuts `count` columns from the right: what was cut, and what is left.
    package func cutRight(_ count: Int) -> (Rect, Rect) {
        let cut = min(max(0, count), width)
        let (rest, right) = cutLeft(width - cut)
        return (right, rest)
    }

    /// A rectangle of at most the given size in the middle of this one.
    package func centred(width wanted: Int, height tall: Int) -> Rect {
        let w = min(width, wanted)
        let h = min(height, tall)
        return Rect(x: x + (width - w) / 2, y: y + (height - h) / 2, width: w, height: h)
    }
}
