import TerminalKit

/// Tells a double click from two clicks.
struct ClickCounter {
    private var last: (x: Int, y: Int, milliseconds: Int)?

    /// Milliseconds within which a second click at the same place makes a double click.
    private static let window = 400

    mutating func counted(_ event: TerminalEvent, at milliseconds: Int) -> TerminalEvent {
        guard case .mouse(let mouse) = event, case .press = mouse.action else { return event }
        if let last, last.x == mouse.x, last.y == mouse.y, milliseconds - last.milliseconds <= Self.window {
            // A third click begins anew.
            self.last = nil
            return .mouse(MouseEvent(.press(clicks: 2), x: mouse.x, y: mouse.y))
        }
        last = (mouse.x, mouse.y, milliseconds)
        return event
    }
}
