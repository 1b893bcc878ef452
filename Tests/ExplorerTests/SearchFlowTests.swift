import NearestCore
import TerminalKit
import Testing

@testable import Explorer

@Suite struct SearchFlowTests {
    @Test func staleAnswersDrop() {
        var session = Session()
        session.answers = false
        session.type("ab")
        session.send(.results(generation: 1, FakeCorpus.outcome("a", limit: 3)))
        #expect(session.state.search.outcome == nil)
        session.send(.searchFailed(generation: 1, NearestError(.system, nil, "old")))
        #expect(session.state.error == nil)
        session.send(.results(generation: 2, FakeCorpus.outcome("ab", limit: 3)))
        #expect(session.state.search.outcome?.query == "ab")
        #expect(session.state.preview.generation == 1)
        let neighbour = FakeCorpus.neighbours(2)[0]
        session.send(.preview(generation: 0, FakeCorpus.preview(neighbour)))
        #expect(session.state.preview.loaded == nil)
        session.press(Key(.down))
        session.send(.preview(generation: 1, FakeCorpus.preview(neighbour)))
        #expect(session.state.preview.loaded == nil)
        session.send(.preview(generation: 2, FakeCorpus.preview(FakeCorpus.neighbours(2)[1])))
        #expect(session.state.preview.loaded?.segment == 2)
    }

    @Test func anEmptiedPromptIgnoresTheAnswerOnItsWay() {
        var session = Session()
        session.answers = false
        session.type("a")
        session.press(Key(.backspace))
        session.send(.results(generation: 1, FakeCorpus.outcome("a", limit: 3)))
        #expect(session.state.search.outcome == nil)
    }

    @Test func answersAskForThePreviewOfTheirFirst() {
        var session = Session()
        session.answers = false
        session.type("a")
        session.send(.results(generation: 1, FakeCorpus.outcome("a", limit: 3)))
        #expect(session.take().last == .preview(generation: 1, neighbour: FakeCorpus.neighbours(1)[0], query: "a"))
    }

    @Test func aFailedSearchSaysSoUntilOneSucceeds() {
        var session = Session()
        session.answers = false
        session.type("a")
        let error = NearestError(.noIndex, "/corpus", "the folder is not indexed", remedy: "Run `nearest index`.")
        session.send(.searchFailed(generation: 1, error))
        #expect(session.state.error == error)
        #expect(session.buffer.drawing.contains("Run `nearest index`."))
        session.answers = true
        session.type("b")
        #expect(session.state.error == nil)
        session.send(.failed(error))
        session.type("c")
        #expect(session.state.error == error, "not a search's error, so an answer does not take it away")
    }

    private static let unfinished = NearestError(
        .invalidArgument, "= dog +", "nothing follows the plus sign", remedy: "Write a word or a file after it.")

    /// What was asked last fails.
    private func fail(_ session: inout Session, _ error: NearestError = unfinished) {
        session.send(.searchFailed(generation: session.state.search.generation, error))
    }

    @Test func aHalfTypedQuestionIsNoFailure() {
        var session = Session()
        session.type("= dog")
        let shown = session.state.search.neighbours
        session.answers = false
        session.type(" +")
        fail(&session)
        #expect(session.state.error == nil && session.state.search.objection == Self.unfinished)
        #expect(session.state.search.neighbours == shown && session.state.millisecondsToTick == nil)
        #expect(session.buffer.drawing.contains("nothing follows the plus sign"))
        // Another keystroke, another objection; no room comes or goes.
        let list = session.state.layout.list
        session.type(" ./ca")
        fail(&session, NearestError(.invalidArgument, "./ca", "there is no such file"))
        #expect(session.state.layout.list == list)
        #expect(session.buffer.drawing.contains("there is no such file"))
        #expect(!session.buffer.drawing.contains("plus sign"))
        session.answers = true
        session.type("t")
        #expect(session.state.search.objection == nil && !session.buffer.drawing.contains("no such file"))
    }

    @Test(arguments: [NearestError.Code.invalidArgument, .unknownModel])
    func anObjectionGoesWithTheQuestion(code: NearestError.Code) {
        var session = Session()
        session.answers = false
        session.type("model:m")
        fail(&session, NearestError(code, "m", "this index has no vectors of that model"))
        #expect(session.state.search.outcome == nil && session.state.error == nil)
        #expect(session.buffer.drawing.contains("this index has no vectors"), "where the results would stand")
        #expect(!session.buffer.drawing.contains("Nothing found"))
        session.press(.control("u"))
        #expect(session.state.search.objection == nil)
    }

    @Test func aQuestionThatIsSentOffIsAnsweredInFull() {
        var session = Session.inList()
        session.press(.character("/"))
        session.answers = false
        session.type(" after:2024-")
        fail(&session)
        session.press(Key(.enter))
        #expect(session.state.error == Self.unfinished && session.state.focus == .prompt)
        #expect(session.buffer.drawing.contains("Write a word or a file after it."))
        // The refresh while indexing goes on says the same.
        session.send(.progress(IndexingProgress(phase: .encoding, segmentsEncoded: 5, elapsedSeconds: 5)))
        fail(&session)
        #expect(session.state.error == Self.unfinished)
        // Typing goes on.
        session.type("0")
        fail(&session, NearestError(.invalidArgument, "after:2024-0", "is not a date"))
        #expect(session.state.error == nil && session.state.search.objection?.problem == "is not a date")
        session.press(Key(.enter), Key(.escape))
        #expect(session.state.error == nil && !session.state.prompt.isEmpty)
        session.send(.results(generation: session.state.search.generation, FakeCorpus.outcome("x", limit: 2)))
        #expect(session.state.search.objection == nil && session.state.list.count == 2)
        session.press(Key(.enter))
        #expect(session.state.focus == .list)
    }

    @Test func aRealFailureTakesThePlaceOfAnObjection() {
        var session = Session()
        session.answers = false
        session.type("= dog +")
        fail(&session)
        let broken = NearestError(.corruptIndex, "/corpus", "the index is damaged", remedy: "Run `nearest verify`.")
        session.type(" c")
        fail(&session, broken)
        #expect(session.state.error == broken && session.state.search.objection == nil)
    }

    @Test func indexingRefreshesTheAnswerNowAndThen() {
        var session = Session.inList()
        func progress(_ encoded: Int, _ seconds: Double) -> ExplorerMessage {
            .progress(
                IndexingProgress(
                    phase: .encoding, segmentsToEncode: 900, segmentsEncoded: encoded, elapsedSeconds: seconds))
        }
        session.press(.character("j"), .character("j"))
        let watched = session.state.selected?.segment
        _ = session.take()
        session.send(progress(100, 3))
        session.send(progress(200, 4))
        session.send(progress(200, 9))
        session.send(progress(300, 10))
        let searches = session.take().filter { if case .search = $0 { true } else { false } }
        #expect(searches.count == 2)
        #expect(session.state.selected?.segment == watched)
        session.send(.progress(IndexingProgress(phase: .finished, segmentsEncoded: 900, elapsedSeconds: 12)))
        #expect(session.state.progress == nil)
        #expect(session.state.notice?.text == "indexed 900 passages in 12 s")
        #expect(session.take().contains { if case .search = $0 { true } else { false } })
    }

    @Test func aRefreshKeepsTheReaderAtThePassage() {
        var session = Session.inList()
        session.press(Key(.enter))
        let reading = session.state.selected?.segment
        session.answers = false
        session.send(.progress(IndexingProgress(phase: .encoding, segmentsEncoded: 5, elapsedSeconds: 5)))
        var outcome = FakeCorpus.outcome("long documents", limit: 5)
        outcome.neighbours.reverse()
        session.send(.results(generation: session.state.search.generation, outcome))
        #expect(session.state.selected?.segment == reading && session.state.list.selection == 4)
        #expect(session.state.focus == .details)
    }

    @Test func noticesGoWithTime() {
        var session = Session()
        session.send(.tick(milliseconds: 1000))
        #expect(session.state.millisecondsToTick == nil)
        session.send(.notice("copied"))
        #expect(session.state.millisecondsToTick == 4000)
        #expect(session.buffer.drawing.contains("copied"))
        session.send(.tick(milliseconds: 4999))
        #expect(session.state.millisecondsToTick == 1)
        session.send(.tick(milliseconds: 5000))
        #expect(session.state.notice == nil && session.state.millisecondsToTick == nil)
    }

    @Test func aSlowSearchShowsThatItWorks() {
        var session = Session()
        session.answers = false
        session.send(.tick(milliseconds: 0))
        session.type("a")
        #expect(session.state.millisecondsToTick == 200)
        #expect(!session.buffer.drawing.contains("searching"))
        session.send(.tick(milliseconds: 200))
        #expect(session.buffer.drawing.contains("searching") && session.state.millisecondsToTick == 100)
        session.send(.results(generation: 1, FakeCorpus.outcome("a", limit: 1)))
        #expect(!session.buffer.drawing.contains("searching") && session.state.millisecondsToTick == nil)
    }

    @Test func resizingKeepsTheSelectionInSight() {
        var session = Session.inList()
        session.press(.character("G"))
        let selected = session.state.list.selection
        session.send(.event(.resize(width: 30, height: 8)))
        #expect(session.state.list.selection == selected)
        #expect(session.state.list.visible(page: session.state.page).contains(selected))
        #expect(session.buffer.width == 30)
    }
}
