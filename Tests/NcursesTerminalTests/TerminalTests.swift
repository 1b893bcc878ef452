import CNcurses
import Glibc
import TerminalKit
import Testing

@testable import NcursesTerminal

/// The real library on a terminal that these tests hold the other end of. There is one screen in a process, so
/// they run one after the other.
extension NcursesTests {
    @Suite(.serialized) struct TerminalTests {
        private let enter = "\u{1B}[?1049h"
        private let leave = "\u{1B}[?1049l"

        private func withTerminal(
            term: String = "xterm-256color", variables: [String: String] = [:],
            _ body: (Terminal, PseudoTerminal) throws -> Void
        ) throws {
            let pseudo = try #require(PseudoTerminal(width: 40, height: 10))
            var all = ["TERM": term, "LC_ALL": "C.UTF-8", "NEAREST_THEME": "dark"]
            all.merge(variables) { $1 }
            let terminal = try Terminal(input: pseudo.terminal, output: pseudo.terminal) { all[$0] }
            defer { terminal.close() }
            try body(terminal, pseudo)
        }

        private func buffer(_ text: String, _ terminal: Terminal, style: Style = .plain) -> CellBuffer {
            var buffer = CellBuffer(width: terminal.width, height: terminal.height)
            buffer.write(text, x: 0, y: 0, style: style, in: buffer.bounds)
            return buffer
        }

        /// The loop may wake without an event: for half of a sequence, or when a signal interrupts it.
        private func firstEvents(_ terminal: Terminal, _ mailbox: Mailbox<Int>) -> [TerminalEvent] {
            for _ in 0..<100 {
                let events = terminal.next(mailbox, timeout: 100).events
                if !events.isEmpty { return events }
            }
            return []
        }

        @Test func takesTheTerminalAndGivesItBack() throws {
            try withTerminal { terminal, pseudo in
                #expect(terminal.width == 40 && terminal.height == 10)
                #expect(!pseudo.isCooked)
                terminal.draw(buffer("hello 漢字 e\u{301}", terminal))
                let start = pseudo.output()
                for part in [enter, "\u{1B}[?1006h", "\u{1B}[?2004h", "hello 漢字 e\u{301}"] {
                    #expect(start.contains(part), "\(part.debugDescription) in \(start.debugDescription)")
                }
                terminal.close()
                let end = pseudo.output()
                for part in [leave, "\u{1B}[?1006l", "\u{1B}[?2004l"] { #expect(end.contains(part)) }
                #expect(pseudo.isCooked)
                terminal.close()
                #expect(pseudo.output().isEmpty)
            }
        }

        @Test func writesOnlyWhatChanged() throws {
            try withTerminal { terminal, pseudo in
                terminal.draw(buffer("one two three", terminal))
                _ = pseudo.output()
                terminal.draw(buffer("one two three", terminal))
                #expect(!pseudo.output().contains("t"))
                terminal.draw(buffer("one TWO three", terminal))
                let change = pseudo.output()
                #expect(change.contains("TWO") && !change.contains("three"))
                terminal.invalidate()
                terminal.draw(buffer("one TWO three", terminal))
                #expect(pseudo.output().contains("one TWO three"))
            }
        }

        @Test func clustersThatNcursesCannotHoldKeepTheirCells() throws {
            try withTerminal { terminal, pseudo in
                terminal.draw(buffer("[👩‍🔬][❤️][🇩🇪]", terminal))
                let text = pseudo.output()
                #expect(text.contains("[👩][❤ ]["), "\(text.debugDescription)")
                #expect(!text.contains("\u{200D}"))
            }
        }

        @Test func coloursFollowTheTerminal() throws {
            let style = Style(foreground: .indexed(80), attributes: .bold)
            try withTerminal { terminal, pseudo in
                #expect(terminal.theme.depth == .palette && terminal.theme.glyphs == .unicode)
                terminal.draw(buffer("x", terminal, style: style))
                #expect(pseudo.output().contains("38;5;80"))
            }
            try withTerminal(term: "xterm") { terminal, _ in #expect(terminal.theme.depth == .sixteen) }
            try withTerminal(term: "vt100") { terminal, _ in #expect(terminal.theme.depth == .none) }
            try withTerminal(variables: ["NO_COLOR": "1"]) { terminal, pseudo in
                #expect(terminal.theme.depth == .none)
                terminal.draw(buffer("x", terminal, style: terminal.theme.style(.accent)))
                #expect(!pseudo.output().contains("38;5"))
            }
            try withTerminal(variables: ["NEAREST_THEME": "light"]) { terminal, _ in
                #expect(terminal.theme.ground == .light)
            }
        }

        @Test func withoutUTF8ThereIsOnlyASCII() throws {
            try withTerminal(variables: ["LC_ALL": "C"]) { terminal, pseudo in
                #expect(terminal.theme.glyphs == .ascii)
                terminal.draw(buffer("a漢b", terminal))
                let text = pseudo.output()
                #expect(text.contains("a? b") && text.utf8.allSatisfy { $0 < 0x80 })
            }
            setlocale(LC_CTYPE, "C.UTF-8")
        }

        @Test func asksTheTerminalForItsGround() throws {
            let pseudo = try #require(PseudoTerminal(width: 40, height: 10))
            // The answer and a key typed ahead stand in the line already.
            var settings = termios()
            tcgetattr(pseudo.terminal, &settings)
            cfmakeraw(&settings)
            tcsetattr(pseudo.terminal, TCSANOW, &settings)
            pseudo.type("k\u{1B}]11;rgb:ffff/ffff/eeee\u{1B}\\\u{1B}[?62c")
            let terminal = try Terminal(input: pseudo.terminal, output: pseudo.terminal) {
                $0 == "TERM" ? "xterm-256color" : nil
            }
            defer { terminal.close() }
            #expect(pseudo.output().contains("\u{1B}]11;?"))
            #expect(terminal.theme.ground == .light)
            #expect(terminal.next(Mailbox<Int>(), timeout: 0).events == [.key(.character("k"))])
        }

        @Test func keysMessagesAndResizesWakeTheLoop() throws {
            try withTerminal { terminal, pseudo in
                let mailbox = Mailbox<Int>()
                pseudo.type("a\u{1B}[A")
                #expect(terminal.next(mailbox, timeout: 1000).events == [.key(.character("a")), .key(Key(.up))])
                pseudo.type("\u{1B}")
                #expect(firstEvents(terminal, mailbox) == [.key(Key(.escape))])
                mailbox.post(1)
                mailbox.post(2)
                #expect(terminal.next(mailbox, timeout: nil).messages == [1, 2])
                #expect(terminal.next(mailbox, timeout: 0).messages.isEmpty)
                pseudo.resize(width: 60, height: 20)
                // Sent to the process, as terminals do: the thread of a test takes no signals.
                kill(getpid(), SIGWINCH)
                #expect(firstEvents(terminal, mailbox) == [.resize(width: 60, height: 20)])
                #expect(terminal.width == 60)
                kill(getpid(), SIGTERM)
                #expect(firstEvents(terminal, mailbox) == [.terminate])
            }
        }

        @Test func aSecondClickAtThePlaceIsADoubleClick() throws {
            try withTerminal { terminal, pseudo in
                pseudo.type("\u{1B}[<0;3;3M\u{1B}[<0;3;3m\u{1B}[<0;3;3M\u{1B}[<0;3;3M\u{1B}[<0;9;3M")
                let clicks = terminal.next(Mailbox<Int>(), timeout: 1000).events.map { event -> Int in
                    guard case .mouse(let mouse) = event, case .press(let clicks) = mouse.action else { return 0 }
                    return clicks
                }
                #expect(clicks == [1, 2, 1, 1])
            }
        }

        @Test func lendingLeavesAndReturns() throws {
            try withTerminal { terminal, pseudo in
                terminal.draw(buffer("hello", terminal))
                _ = pseudo.output()
                terminal.lend {
                    #expect(pseudo.isCooked)
                    #expect(pseudo.output().contains(leave))
                }
                #expect(!pseudo.isCooked)
                terminal.draw(buffer("hello", terminal))
                let text = pseudo.output()
                #expect(text.contains(enter) && text.contains("hello"))
            }
        }

        @Test func aCrashGivesTheTerminalBack() throws {
            try withTerminal { terminal, pseudo in
                terminal.draw(buffer("hello", terminal))
                _ = pseudo.output()
                nearest_screen_restore()
                let text = pseudo.output()
                for part in [leave, "\u{1B}[?1000l", "\u{1B}[?2004l", "\u{1B}[?25h"] {
                    #expect(text.contains(part))
                }
            }
        }

        @Test func copyingWritesTheClipboardSequence() throws {
            try withTerminal { terminal, pseudo in
                _ = pseudo.output()
                terminal.copy("papers/a b.pdf")
                #expect(pseudo.output() == "\u{1B}]52;c;cGFwZXJzL2EgYi5wZGY=\u{07}")
            }
        }

        @Test func whatIsNoTerminalIsRefusedInWords() throws {
            let pseudo = try #require(PseudoTerminal(width: 40, height: 10))
            let pipe = open("/dev/null", O_RDWR)
            defer { close(pipe) }
            #expect(throws: TerminalError.self) { try Terminal(input: pipe, output: pseudo.terminal) { _ in nil } }
            #expect(throws: TerminalError.self) { try Terminal(input: pseudo.terminal, output: pipe) { _ in nil } }
            for term in ["dumb", "no-such-terminal", "", "evil\u{1B}[31m"] {
                let error = #expect(throws: TerminalError.self) {
                    try Terminal(input: pseudo.terminal, output: pseudo.terminal) { $0 == "TERM" ? term : nil }
                }
                #expect(
                    error.map { !$0.description.contains("\u{1B}") && $0.remedy.contains("nearest search") } == true
                )
            }
            #expect(pseudo.output().isEmpty)
            #expect(pseudo.isCooked)
        }
    }
}
