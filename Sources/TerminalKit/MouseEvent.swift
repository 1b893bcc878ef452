/// What the mouse did, and over which cell.
package struct MouseEvent: Hashable, Sendable {
    package enum Action: Hashable, Sendable {
        /// The left button went down; `clicks` is 2 for the second of a double click.
        case press(clicks: Int)
        case wheelUp
        case wheelDown
    }

    package var action: Action
    package var x: Int
    package var y: Int

    package init(_ action: Action, x: Int, y: Int) {
        self.action = action
        self.x = x
        self.y = y
    }
}
