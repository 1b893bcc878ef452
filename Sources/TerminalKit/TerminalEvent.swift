/// What the user did at the terminal.
package enum TerminalEvent: Hashable, Sendable {
    case key(Key)
    /// Text that came in one piece between the terminal's paste brackets. It is what the clipboard held:
    /// line breaks, control characters and all.
    case paste(String)
    case mouse(MouseEvent)
    case resize(width: Int, height: Int)
    /// The program is asked to end: SIGTERM, SIGHUP, SIGINT, or the terminal went away.
    case terminate
}
