import Foundation

/// How wide a table may be.
enum TerminalWidth {
    private static let usual = 100
    /// No terminal is wider; `COLUMNS` may say anything.
    private static let most = 10_000

    /// Columns of the terminal on standard output; what `COLUMNS` says, or 100, where that is none.
    static var current: Int {
        var size = winsize()
        if ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
        let named = ProcessInfo.processInfo.environment["COLUMNS"].flatMap(Int.init)
        return named.flatMap { $0 > 0 ? min($0, most) : nil } ?? usual
    }
}
