import NearestCore
import TerminalKit
import Testing

@testable import Explorer

/// Twenty thousand random events: nothing traps, and what must always hold holds.
@Suite struct FuzzTests {
    @Test(arguments: [1, 2, 3, 4] as [UInt64]) func randomEvents(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var session = Session(theme: seed % 2 == 0 ? Theme() : Theme(depth: .none, glyphs: .ascii))
        // A late answer waits in here, so that answers come out of order.
        var late: [ExplorerMessage] = []
        for step in 0..<5000 {
            session.total = Int.random(in: 0...130, using: &random)
            session.answers = Int.random(in: 0..<4, using: &random) > 0
            session.send(Self.message(&random, session))
            for command in session.take() {
                if case .search(let generation, let query, let limit) = command, !session.answers {
                    late.append(
                        .results(
                            generation: generation, FakeCorpus.outcome(query, limit: limit, total: session.total)))
                }
            }
            if late.count > 2, let message = late.randomElement(using: &random) { session.send(message) }
            check(session, step)
            // Drawing is the slow part, and every hundredth screen is as random as the others.
            if step % 25 == 0 { draw(session) }
        }
    }

    /// One expectation for all of them: there are twenty thousand states to look at.
    private func check(_ session: Session, _ step: Int) {
        let state = session.state
        let count = state.search.neighbours.count
        let rules = [
            "the list has the answer's rows": state.list.count == count,
            "the cursor is among them": state.list.selection >= 0 && state.list.selection < max(1, count),
            "so is the top": state.list.top >= 0 && state.list.top <= max(0, count - 1),
            "the prompt's cursor is in it": (0...state.prompt.characters.count).contains(state.prompt.cursor),
            "an empty list has no keys": state.focus == .prompt || count > 0,
            "no answer without a query": state.hasQuery || state.search.outcome == nil,
            "the preview is of the cursor's row": state.preview.segment == state.selected?.segment,
            "and so is what it shows": state.preview.loaded.map { $0.segment == state.preview.segment } ?? true,
            "the limit is kept": state.search.limit <= SearchState.lastLimit,
        ]
        let broken = rules.filter { !$0.value }.map(\.key)
        #expect(broken.isEmpty, "step \(step)")
    }

    private func draw(_ session: Session) {
        let buffer = session.buffer
        #expect(buffer.width == session.state.width && buffer.height == session.state.height)
        if let cursor = buffer.cursor { #expect(buffer.bounds.contains(x: cursor.x, y: cursor.y)) }
    }

    private static let keys: [Key] =
        "jjkkgGJK/?qiey np".map { Key.character($0) } + "abcdefklnpuwz".map { Key.control($0) }
        + [
            Key(.enter), Key(.escape), Key(.tab), Key(.up), Key(.down), Key(.left), Key(.right), Key(.home),
            Key(.end),
            Key(.pageUp), Key(.pageDown), Key(.backspace), Key(.delete), Key(.function(1)), Key(.function(9)),
            .alt("b"), .alt("f"), .alt("d"), Key(.backspace, .alt), .character("漢"), .character("👍"),
            Key(.tab, .shift),
            .character("\u{301}"),
        ]

    private static func message(_ random: inout SeededGenerator, _ session: Session) -> ExplorerMessage {
        let state = session.state
        switch Int.random(in: 0..<20, using: &random) {
        case 0:
            return .event(
                .resize(width: .random(in: 0...140, using: &random), height: .random(in: 0...60, using: &random)))
        case 1:
            return .event(.paste(["two\nlines", "\u{1B}[2J", "", "漢字 ünï"].randomElement(using: &random) ?? ""))
        case 2, 3:
            let action: MouseEvent.Action =
                [.press(clicks: 1), .press(clicks: 2), .wheelUp, .wheelDown].randomElement(using: &random)
                ?? .wheelUp
            return .event(
                .mouse(
                    MouseEvent(
                        action, x: .random(in: -1...150, using: &random), y: .random(in: -1...70, using: &random))))
        case 4: return .tick(milliseconds: state.now + Int.random(in: 0...900, using: &random))
        case 5:
            let phases: [IndexingProgress.Phase] = [.crawling, .extracting, .encoding, .finished, .cancelled]
            return .progress(
                IndexingProgress(
                    phase: phases.randomElement(using: &random) ?? .crawling, filesToRead: 9,
                    filesRead: .random(in: 0...12, using: &random),
                    segmentsToEncode: 100, segmentsEncoded: .random(in: 0...120, using: &random),
                    elapsedSeconds: .random(in: 0...100, using: &random),
                    segmentsPerSecond: .random(in: 0...50, using: &random)))
        case 6:
            return .searchFailed(
                generation: state.search.generation - .random(in: 0...1, using: &random),
                NearestError(.system, "a", "b", remedy: "C."))
        case 7: return .previewFailed(generation: state.preview.generation, NearestError(.system, "a", "b"))
        case 8: return .notice("done")
        case 9: return .failed(NearestError(.locked, "x", String(repeating: "long ", count: 40), remedy: "Wait."))
        default: return .event(.key(keys.randomElement(using: &random) ?? Key(.enter)))
        }
    }
}
