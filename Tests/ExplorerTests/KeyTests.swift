import NearestCore
import TerminalKit
import Testing

@testable import Explorer

@Suite struct KeyTests {
    // MARK: Anywhere

    @Test func theKeysThatWorkEverywhere() {
        var sessions = [Session(), Session.inList(), Session.inList(), Session.inList()]
        sessions[2].press(Key(.enter))
        sessions[3].press(.character("?"))
        for var session in sessions {
            session.press(.control("z"), .control("l"), .control("c"))
            #expect(session.take() == [.suspend, .redraw, .quit])
            session.send(.event(.terminate))
            #expect(session.take() == [.quit])
            let wasOpen = session.state.helpScroll != nil
            session.press(Key(.function(1)))
            #expect((session.state.helpScroll != nil) != wasOpen)
        }
    }

    // MARK: Prompt

    @Test func everyKeystrokeAsks() {
        var session = Session()
        session.answers = false
        session.type("ab")
        session.press(Key(.backspace))
        #expect(
            session.take() == [
                .search(generation: 1, query: "a", limit: 50), .search(generation: 2, query: "ab", limit: 50),
                .search(generation: 3, query: "a", limit: 50),
            ])
    }

    @Test func whiteSpaceAtTheEndsAsksNothingNew() {
        var session = Session()
        session.answers = false
        session.type(" a ")
        #expect(session.take() == [.search(generation: 1, query: "a", limit: 50)])
        session.press(.control("a"))
        #expect(session.take().isEmpty)
    }

    @Test func emptyingThePromptForgetsTheAnswer() {
        var session = Session.inList()
        session.press(.character("/"), .control("u"))
        #expect(session.state.search.outcome == nil && session.state.list.count == 0)
        #expect(session.state.prompt.isEmpty && session.take().isEmpty)
        #expect(session.buffer.drawing.contains("by meaning"))
    }

    @Test func arrowsMoveTheListWhileTyping() {
        var session = Session()
        session.type("long")
        session.press(Key(.down), .control("n"), Key(.down), Key(.up), .control("p"))
        #expect(session.state.list.selection == 1 && session.state.focus == .prompt)
        session.press(Key(.pageDown))
        #expect(session.state.list.selection == 10)
        session.press(Key(.pageUp))
        #expect(session.state.list.selection == 1)
        session.type("x")
        #expect(session.state.list.selection == 0 && session.state.prompt.text == "longx")
    }

    @Test func editingKeysReachTheField() {
        let cases: [(Key, String, Int)] = [
            (.control("a"), "one two", 0), (Key(.home), "one two", 0), (.control("e"), "one two", 7),
            (.alt("b"), "one two", 4), (Key(.left, .control), "one two", 4), (Key(.left), "one two", 6),
            (.control("b"), "one two", 6), (.control("w"), "one ", 4), (.control("u"), "", 0),
            (.control("k"), "one two", 7), (Key(.backspace), "one tw", 6), (Key(.backspace, .alt), "one ", 4),
            (Key(.delete), "one two", 7), (.character("?"), "one two?", 8), (.character("q"), "one twoq", 8),
            (.alt("f"), "one two", 7), (.alt("d"), "one two", 7), (.control("d"), "one two", 7),
        ]
        for (key, text, cursor) in cases {
            var session = Session()
            session.type("one two")
            session.press(key)
            #expect(session.state.prompt.text == text && session.state.prompt.cursor == cursor, "\(key)")
        }
    }

    @Test func enterAndTabGoToTheListWhenThereIsOne() {
        for key in [Key(.enter), Key(.tab)] {
            var session = Session()
            session.total = 0
            session.type("x")
            session.press(key)
            #expect(session.state.focus == .prompt)
            session.total = 5
            session.type("y")
            session.press(key)
            #expect(session.state.focus == .list)
        }
    }

    @Test func escapeGoesBackOneStepAtATime() {
        var session = Session.inList()
        session.press(Key(.enter))
        #expect(session.state.focus == .details)
        session.press(Key(.escape))
        #expect(session.state.focus == .list)
        session.press(Key(.escape))
        #expect(session.state.focus == .prompt && !session.state.prompt.isEmpty)
        session.send(.failed(NearestError(.system, nil, "x")))
        session.press(Key(.escape))
        #expect(session.state.error == nil && !session.state.prompt.isEmpty)
        session.press(Key(.escape))
        #expect(session.state.prompt.isEmpty)
    }

    @Test func examplesAreChosenAndAsked() {
        var session = Session()
        session.press(Key(.down), Key(.enter))
        #expect(session.state.search.query == "what limits the memory of a network")
        #expect(session.state.prompt.text == session.state.search.query)
        #expect(session.state.focus == .prompt)
    }

    @Test func pastesBecomeOneCleanLine() {
        var session = Session.inList()
        session.press(.character("?"))
        session.send(.event(.paste(" two\nlines\t\u{1B}[31m ")))
        #expect(session.state.prompt.text == "long documentstwo lines ␛[31m")
        #expect(session.state.focus == .prompt && session.state.helpScroll == nil)
    }

    // MARK: List

    @Test func listKeysMove() {
        // 80×24 shows ten results.
        let cases: [([Key], Int)] = [
            ([.character("j")], 21), ([Key(.down)], 21), ([.character("k")], 19), ([Key(.up)], 19),
            ([.control("d")], 25), ([.control("u")], 15), ([Key(.pageDown)], 29), ([Key(.pageUp)], 11),
            ([.control("f")], 29), ([.control("b")], 11), ([.character("G")], 99), ([Key(.end)], 99),
            ([.character("g")], 20), ([.character("g"), .character("g")], 0), ([Key(.home)], 0),
            ([.character("g"), .character("j"), .character("g")], 21),
        ]
        for (keys, expected) in cases {
            var session = Session.inList(total: 100)
            for _ in 0..<20 { session.press(.character("j")) }
            session.send(.event(.key(.character("x"))))
            // Two pages more than fifty were loaded on the way.
            session.press(.character("G"), .character("G"))
            session.press(.character("g"), .character("g"))
            for _ in 0..<20 { session.press(.character("j")) }
            for key in keys { session.press(key) }
            #expect(session.state.list.selection == expected, "\(keys)")
        }
    }

    @Test func listKeysAct() throws {
        var session = Session.inList()
        session.press(.character("j"))
        let neighbour = try #require(session.state.selected)
        _ = session.take()
        session.press(.character("o"), .character("e"), .character("y"), .character("q"))
        #expect(
            session.take() == [.open(neighbour), .edit(neighbour), .copy("notes/2024/reading-list.md"), .quit])
        session.press(.character("?"))
        #expect(session.state.helpScroll == 0)
        for key in [Key.character("/"), .character("i"), Key(.tab, .shift)] {
            var other = Session.inList()
            other.press(key)
            #expect(other.state.focus == .prompt)
        }
    }

    @Test func capitalsScrollThePreview() {
        var session = Session.inList()
        session.press(.character("K"))
        let start = session.state.preview.scroll ?? -1
        session.press(.character("J"))
        #expect(session.state.preview.scroll == start + 1)
        for _ in 0..<200 { session.press(.character("K")) }
        #expect(session.state.preview.scroll == 0)
        session.press(.character("j"))
        #expect(session.state.preview.scroll == nil)
    }

    @Test func moreResultsLoadNearTheEnd() {
        var session = Session.inList(total: 120)
        #expect(session.state.list.count == 50)
        for _ in 0..<38 { session.press(.character("j")) }
        #expect(session.state.search.limit == 50)
        for _ in 0..<4 { session.press(.character("j")) }
        #expect(session.state.search.limit == 100 && session.state.list.count == 100)
        #expect(session.state.list.selection == 42)
        session.press(.character("G"))
        #expect(session.state.search.limit == 200 && session.state.list.count == 120)
        session.press(.character("G"))
        #expect(session.state.search.limit == 200, "there are no more")
    }

    // MARK: Details and help

    @Test func detailsKeys() {
        var session = Session.inList(width: 40, height: 12)
        session.press(Key(.enter))
        #expect(session.state.focus == .details)
        session.press(.character("g"), .character("g"))
        #expect(session.state.preview.scroll == 0)
        session.press(.character("j"), Key(.down))
        #expect(session.state.preview.scroll == 2)
        session.press(.character("k"))
        #expect(session.state.preview.scroll == 1)
        session.press(.character("G"))
        let end = session.state.preview.scroll ?? 0
        session.press(.character("j"), .control("d"), Key(.pageDown))
        #expect(session.state.preview.scroll == end && end > 3)
        session.press(.control("u"))
        #expect((session.state.preview.scroll ?? 0) < end)
        session.press(.character("n"))
        #expect(session.state.list.selection == 1 && session.state.focus == .details)
        session.press(.character("p"))
        #expect(session.state.list.selection == 0)
        for key in [Key.character("q"), Key(.enter), Key(.escape)] {
            var other = Session.inList()
            other.press(Key(.enter), key)
            #expect(other.state.focus == .list && !other.take().contains(.quit))
        }
    }

    @Test func helpScrollsAndCloses() {
        var session = Session.inList()
        session.press(.character("?"), .character("j"), .character("j"), .character("k"))
        #expect(session.state.helpScroll == 1 && session.state.list.selection == 0)
        session.press(.character("G"), .character("j"))
        let end = session.state.helpScroll ?? 0
        #expect(end == session.state.helpScrollLimit && end > 20)
        session.press(.character("g"))
        #expect(session.state.helpScroll == 0)
        for key in [Key.character("q"), Key(.escape), .character("?"), Key(.enter)] {
            var other = Session.inList()
            other.press(.character("?"), key)
            #expect(other.state.helpScroll == nil && other.take().isEmpty && other.state.focus == .list)
        }
    }

    /// The help and the keys must not drift apart: each hint of a key on the screen stands in the help.
    @Test func helpNamesEveryHintedKey() {
        let terms = Help.panel(for: Theme()).sections.flatMap(\.entries).map(\.term).joined(separator: " ")
        var sessions = [Session(), Session.inList(), Session.inList()]
        sessions[2].press(Key(.enter))
        for session in sessions {
            for hint in Hints.of(session.state) {
                let names = hint.key == "↑↓" ? ["↑", "↓"] : hint.key.split(separator: " ").map(String.init)
                for name in names { #expect(terms.contains(name), "\(name)") }
            }
        }
    }

    // MARK: Mouse

    private func press(_ x: Int, _ y: Int, clicks: Int = 1) -> ExplorerMessage {
        .event(.mouse(MouseEvent(.press(clicks: clicks), x: x, y: y)))
    }

    @Test func clicksSelectAndOpen() {
        var session = Session()
        session.type("long")
        session.send(press(10, 7))
        #expect(session.state.list.selection == 2 && session.state.focus == .list)
        session.send(press(10, 7, clicks: 2))
        #expect(session.state.focus == .details)
        session.press(Key(.escape))
        session.send(press(5, 0))
        #expect(session.state.focus == .prompt && session.state.prompt.cursor == 2)
        session.send(press(60, 10))
        #expect(session.state.list.selection == 2)
    }

    @Test func clickingAnExampleAsksIt() throws {
        var session = Session()
        let row = try #require(
            session.buffer.drawing.split(separator: "\n", omittingEmptySubsequences: false)
                .firstIndex { $0.contains("what limits") })
        session.send(press(20, row))
        #expect(session.state.search.query == "what limits the memory of a network")
    }

    @Test func theWheelScrollsWhatIsUnderIt() {
        var session = Session.inList()
        session.send(.event(.mouse(MouseEvent(.wheelDown, x: 5, y: 10))))
        #expect(session.state.list.top == 1 && session.state.preview.scroll == nil)
        session.send(.event(.mouse(MouseEvent(.wheelDown, x: 60, y: 10))))
        #expect(session.state.preview.scroll != nil && session.state.list.top == 1)
    }
}
