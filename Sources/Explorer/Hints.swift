import TerminalKit

/// The keys worth knowing now, the most useful first.
enum Hints {
    static func of(_ state: ExplorerState) -> [StatusLine.Hint] {
        let arrows = "\(state.theme.glyphs.up)\(state.theme.glyphs.down)"
        if state.helpScroll != nil {
            return [.init("Esc", "close"), .init("j k", "scroll")]
        }
        switch state.focus {
        case .prompt where !state.hasQuery:
            return [
                .init("Enter", "ask"), .init(arrows, "choose"), .init("F1", "help"), .init("Ctrl-C", "quit"),
            ]
        case .prompt:
            return [
                .init("Enter", "results"), .init(arrows, "move"), .init("Esc", "clear"), .init("F1", "help"),
                .init("Ctrl-C", "quit"),
            ]
        case .list:
            return [
                .init("/", "search"), .init("Enter", "details"), .init("o", "open"), .init("e", "edit"),
                .init("y", "copy path"), .init("J K", "scroll"), .init("?", "help"), .init("q", "quit"),
            ]
        case .details:
            return [
                .init("Esc", "back"), .init("j k", "scroll"), .init("n p", "next, previous"), .init("o", "open"),
                .init("e", "edit"), .init("y", "copy path"), .init("?", "help"),
            ]
        }
    }
}
