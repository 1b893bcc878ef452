import CNcurses
import Glibc
import TerminalKit

/// The terminal, taken over for the life of this object: the alternate screen, every key, mouse and pastes.
///
/// There is one at a time, and one thread uses it; other threads speak to the loop through a `Mailbox`. However
/// the process ends, the terminal is given back as it was: `close()`, `exit()`, a signal, a trap.
package final class Terminal {
    /// The colours and glyphs that suit the terminal.
    package private(set) var theme: Theme
    private let input: Int32
    private let output: Int32
    private var decoder = InputDecoder()
    private var clicks = ClickCounter()
    private var queued: [TerminalEvent] = []
    private var size: (width: Int, height: Int)
    private var shown: CellBuffer?
    private var isInputOpen = true
    private var isClosed = false

    /// Milliseconds after which a lone Escape byte is the Escape key.
    private static let escapeDelay = 30
    /// Milliseconds that the terminal has for saying what its background is.
    private static let reportDelay = 150

    /// Takes the terminal over.
    ///
    /// - Throws: `TerminalError` when input or output is not a terminal, or when the terminal cannot place its
    ///   cursor.
    package convenience init() throws(TerminalError) {
        try self.init(input: STDIN_FILENO, output: STDOUT_FILENO, variable: TerminalSurroundings.environment)
    }

    init(input: Int32, output: Int32, variable: (String) -> String?) throws(TerminalError) {
        guard isatty(input) == 1, isatty(output) == 1 else {
            throw TerminalError(
                problem: "the explorer needs a terminal, and \(isatty(input) == 1 ? "output" : "input") is none",
                remedy: "Use `nearest search QUERY`, which writes to a pipe or a file as well.")
        }
        let surroundings = TerminalSurroundings(variable)
        let isUTF8 = TerminalSurroundings.adoptLocale(variable)
        try Self.check(nearest_screen_open(surroundings.term, input, output), term: surroundings.term)
        self.input = input
        self.output = output
        theme = Theme(
            ground: surroundings.ground ?? .dark,
            depth: Self.depth(colours: nearest_screen_colors(), isColourless: surroundings.isColourless),
            glyphs: isUTF8 ? .unicode : .ascii)
        size = Self.measure()
        if surroundings.ground == nil, theme.depth != .none, Self.answersQueries(surroundings.term) { askGround() }
    }

    deinit {
        close()
    }

    /// Gives the terminal back. Safe to call twice.
    package func close() {
        if isClosed { return }
        isClosed = true
        nearest_screen_close()
    }

    package var width: Int { size.width }
    package var height: Int { size.height }

    // MARK: Drawing

    /// Shows `buffer`; only what changed is written.
    package func draw(_ buffer: CellBuffer) {
        for y in 0..<min(buffer.height, size.height) where isChanged(row: y, of: buffer) {
            for x in 0..<min(buffer.width, size.width) { put(buffer[x, y], x: x, y: y) }
        }
        shown = buffer
        let cursor = buffer.cursor ?? .init(x: -1, y: -1)
        nearest_screen_flush(Int32(clamping: cursor.x), Int32(clamping: cursor.y))
    }

    /// The next `draw` writes everything, since something else has written on the screen.
    package func invalidate() {
        shown = nil
        nearest_screen_invalidate()
    }

    private func isChanged(row y: Int, of buffer: CellBuffer) -> Bool {
        guard let shown, shown.width == buffer.width, shown.height == buffer.height else { return true }
        let row = y * buffer.width..<(y + 1) * buffer.width
        return shown.cells[row] != buffer.cells[row]
    }

    private func put(_ cell: Cell, x: Int, y: Int) {
        guard cell.width > 0, x + Int(cell.width) <= size.width else { return }
        let scalars = cell.grapheme.unicodeScalars.map(\.value)
        nearest_screen_put(
            Int32(x), Int32(y), Int32(cell.width), scalars, Int32(scalars.count),
            UInt32(cell.style.attributes.rawValue), Self.index(cell.style.foreground),
            Self.index(cell.style.background))
    }

    private static func index(_ colour: Color) -> Int32 {
        switch colour {
        case .standard: -1
        case .indexed(let index): Int32(index)
        }
    }

    // MARK: The loop

    /// Sleeps until the user does something, a message comes or the time is over, and returns all there is.
    ///
    /// - Parameter timeout: milliseconds; nil sleeps for as long as nothing happens.
    package func next<Message>(_ mailbox: Mailbox<Message>, timeout: Int?) -> Wake<Message> {
        var events = queued
        queued = []
        if events.isEmpty { events = wait(mailbox.descriptor, timeout: timeout) }
        let now = Self.milliseconds
        events = events.map { clicks.counted($0, at: now) }
        return Wake(events: events, messages: mailbox.take(), milliseconds: now)
    }

    private func wait(_ mailbox: Int32, timeout: Int?) -> [TerminalEvent] {
        // A mailbox without a descriptor cannot wake anybody.
        let patience = mailbox < 0 ? min(timeout ?? 50, 50) : timeout
        let delay = decoder.isWaiting ? min(patience ?? Self.escapeDelay, Self.escapeDelay) : patience
        let ready = poll(mailbox, milliseconds: delay)
        var events = takeSignals()
        if ready.input {
            events += readInput()
        } else if decoder.isWaiting, !ready.mailbox {
            events += decoder.flush()
        }
        return events
    }

    private func poll(_ mailbox: Int32, milliseconds: Int?) -> (input: Bool, mailbox: Bool) {
        let wanted = Int16(POLLIN)
        var descriptors = [
            pollfd(fd: isInputOpen ? input : -1, events: wanted, revents: 0),
            pollfd(fd: nearest_signals_descriptor(), events: wanted, revents: 0),
            pollfd(fd: mailbox, events: wanted, revents: 0),
        ]
        let limit = milliseconds.map { Int32(clamping: max(0, $0)) } ?? -1
        // Interrupted by a signal, poll says so, and the signal's flag is taken like any other.
        guard Glibc.poll(&descriptors, 3, limit) > 0 else { return (false, false) }
        return (descriptors[0].revents != 0, descriptors[2].revents != 0)
    }

    private func readInput() -> [TerminalEvent] {
        var bytes = [UInt8](repeating: 0, count: 16384)
        let count = read(input, &bytes, bytes.count)
        if count > 0 {
            let events = decoder.feed(bytes[..<count])
            _ = decoder.takeReports()
            return events
        }
        if count < 0, errno == EINTR || errno == EAGAIN { return [] }
        // The terminal went away.
        isInputOpen = false
        return [.terminate]
    }

    private func takeSignals() -> [TerminalEvent] {
        let signals = nearest_signals_take()
        var events: [TerminalEvent] = []
        if signals & UInt32(NEAREST_TERMINATE.rawValue) != 0 { events.append(.terminate) }
        if signals & UInt32(NEAREST_STOP.rawValue) != 0 {
            suspend()
        } else if signals & UInt32(NEAREST_CONTINUED.rawValue) != 0 {
            enter()
        }
        let new = Self.measure()
        if signals & UInt32(NEAREST_RESIZED.rawValue | NEAREST_CONTINUED.rawValue) != 0, new != size {
            size = new
            invalidate()
            events.append(.resize(width: new.width, height: new.height))
        }
        return events
    }

    // MARK: Leaving and coming back

    /// Stops the process as Ctrl-Z does in a shell, and comes back when it goes on. `draw` again afterwards.
    package func suspend() {
        nearest_screen_leave()
        nearest_stop()
        enter()
    }

    /// Lends the terminal to `body`, an editor for example. `draw` again afterwards.
    package func lend<Result>(to body: () throws -> Result) rethrows -> Result {
        nearest_screen_leave()
        defer { enter() }
        return try body()
    }

    private func enter() {
        nearest_screen_enter()
        shown = nil
        let new = Self.measure()
        if new != size {
            size = new
            queued.append(.resize(width: new.width, height: new.height))
        }
    }

    /// Puts `text` on the clipboard of the terminal, near or far (`OSC 52`). Terminals that do not know how
    /// ignore it.
    package func copy(_ text: String) {
        // Terminals cut longer ones, and some at a place that leaves rubbish.
        let bytes = Array(text.utf8.prefix(70_000))
        var sequence = Array("\u{1B}]52;c;\(Base64.encode(bytes))\u{07}".utf8)
        while !sequence.isEmpty {
            let written = write(output, sequence, sequence.count)
            if written <= 0 { return }
            sequence.removeFirst(written)
        }
    }

    // MARK: What kind of terminal it is

    private static func check(_ result: Int32, term: String) throws(TerminalError) {
        let other = "Set TERM to what the terminal is, such as xterm-256color, or use `nearest search QUERY`."
        let name = term.isEmpty ? "an empty TERM" : "TERM=\(printable(term))"
        switch UInt32(result) {
        case NEAREST_SCREEN_OK.rawValue: return
        case NEAREST_SCREEN_UNKNOWN.rawValue:
            throw TerminalError(problem: "\(name) names no terminal that this system knows", remedy: other)
        case NEAREST_SCREEN_INCAPABLE.rawValue:
            throw TerminalError(problem: "\(name) is a terminal that cannot place its cursor", remedy: other)
        case NEAREST_SCREEN_NO_DATABASE.rawValue:
            throw TerminalError(
                problem: "the database of terminals (terminfo) is missing",
                remedy: "Install the package ncurses-base, or use `nearest search QUERY`.")
        default:
            throw TerminalError(
                problem: "the terminal could not be taken over", remedy: "Use `nearest search QUERY`.")
        }
    }

    private static func printable(_ text: String) -> String {
        String(text.unicodeScalars.prefix(40).map { $0.isASCII && $0.value >= 0x20 ? Character($0) : "?" })
    }

    private static func depth(colours: Int32, isColourless: Bool) -> ColorDepth {
        if isColourless { return .none }
        return colours >= 256 ? .palette : colours >= 8 ? .sixteen : .none
    }

    /// The Linux console and its like print what they do not understand.
    private static func answersQueries(_ term: String) -> Bool {
        [
            "xterm", "tmux", "screen", "rxvt", "foot", "alacritty", "kitty", "wezterm", "konsole", "gnome", "vte",
            "st-",
        ]
        .contains { term.hasPrefix($0) }
    }

    /// Asks for the background's colour, and behind it a question that every terminal answers, so that the wait
    /// ends as soon as the terminal has spoken. Keys that come meanwhile are kept.
    private func askGround() {
        let question = "\u{1B}]11;?\u{1B}\\\u{1B}[c"
        _ = write(output, question, question.utf8.count)
        let end = Self.milliseconds + Self.reportDelay
        while isInputOpen {
            let left = end - Self.milliseconds
            var descriptor = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
            guard left > 0, Glibc.poll(&descriptor, 1, Int32(left)) > 0 else { return }
            var bytes = [UInt8](repeating: 0, count: 4096)
            let count = read(input, &bytes, bytes.count)
            if count <= 0 { return }
            queued += decoder.feed(bytes[..<count])
            for report in decoder.takeReports() {
                switch report {
                case .background(let red, let green, let blue):
                    let ground = TerminalSurroundings.ground(red: red, green: green, blue: blue)
                    theme = Theme(ground: ground, depth: theme.depth, glyphs: theme.glyphs)
                case .attributes: return
                }
            }
        }
    }

    private static func measure() -> (width: Int, height: Int) {
        var width: Int32 = 0
        var height: Int32 = 0
        nearest_screen_measure(&width, &height)
        return (max(1, Int(width)), max(1, Int(height)))
    }

    private static var milliseconds: Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
    }
}
