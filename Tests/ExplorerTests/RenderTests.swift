import NearestCore
import TerminalKit
import Testing

@testable import Explorer

@Suite struct RenderTests {
    @Test func withoutColourNoCellHasOne() {
        var session = Session.inList(width: 120, height: 40, theme: Theme(depth: .none))
        session.send(.failed(NearestError(.system, "x", "y")))
        session.send(.progress(IndexingProgress(phase: .extracting, filesToRead: 4, filesRead: 1)))
        for key in [Key.character("J"), Key(.enter), .character("?")] {
            session.press(key)
            let styles = Set(session.buffer.cells.map(\.style))
            #expect(styles.allSatisfy { $0.foreground == .standard && $0.background == .standard })
        }
    }

    @Test func withoutUTF8OwnTextIsASCII() {
        var session = Session(theme: Theme(glyphs: .ascii))
        session.total = 4
        let isASCII = { (session: Session) in session.buffer.drawing.utf8.allSatisfy { $0 < 0x80 } }
        #expect(isASCII(session))
        session.type("long")
        #expect(isASCII(session), "\(session.buffer.drawing)")
        session.press(Key(.enter), Key(.enter))
        #expect(isASCII(session))
        session.press(.character("?"))
        for _ in 0..<10 {
            #expect(isASCII(session), "\(session.buffer.drawing)")
            session.press(.control("d"))
        }
    }

    @Test func theSelectionIsToldApartWithoutColour() throws {
        let session = Session.inList(theme: Theme(depth: .none))
        let marked = session.buffer.drawing(where: { $0.attributes.contains(.reverse) }).split(separator: "\n")
        #expect(marked.count == 1)
        #expect(session.buffer[0, 2].grapheme == "▌" && session.buffer[0, 4].grapheme == " ")
    }

    @Test func theBestSentenceIsMarked() throws {
        let theme = Theme()
        let session = Session.inList(width: 120, height: 40)
        let buffer = session.buffer
        let match = theme.style(.match)
        var text = ""
        for y in 0..<buffer.height {
            for x in 0..<buffer.width where buffer[x, y].style == match { text.append(buffer[x, y].grapheme) }
            if text.last != " ", !text.isEmpty { text.append(" ") }
        }
        let words = text.split(separator: " ").joined(separator: " ")
        #expect(
            words == "Sparse patterns keep a window around each token and a few global tokens that see everything, "
                + "so that the cost grows with the length alone.")
    }

    @Test func movingShowsTheTextBeforeThePreviewIsThere() {
        var session = Session.inList(width: 120, height: 40)
        session.answers = false
        session.press(.character("j"))
        #expect(session.state.preview.loaded == nil)
        #expect(session.buffer.drawing.contains("Both scale linearly."))
    }

    @Test func aTitleIsNotSaidTwice() {
        var session = Session(width: 120, height: 40)
        session.answers = false
        session.type("q")
        var outcome = FakeCorpus.outcome("q", limit: 1)
        outcome.neighbours[0].title = "Honeyguide"
        outcome.neighbours[0].text = "Honeyguide\n\nLeads people to nests."
        session.send(.results(generation: session.state.search.generation, outcome))
        let rows = session.buffer.drawing.split(separator: "\n").prefix(5).map { $0.prefix(52) }
        #expect(rows[3].contains("Honeyguide") && rows[4].contains("  Leads people to nests."))
    }

    @Test func hostileTextsStayText() throws {
        let evil = "\u{1B}]0;owned\u{7}\u{1B}[2J\u{9B}31m\r\nx\u{202E}abc\u{2028}\u{0}end"
        var session = Session(width: 120, height: 40)
        session.answers = false
        session.type("q")
        let neighbour = Neighbour(
            segment: 1, rank: 1, score: .nan, percentile: .infinity, path: CorpusPath("a\(evil)/b\(evil).pdf"),
            copies: [CorpusPath(evil)], record: Int.max, title: evil, modality: .video, model: evil,
            evidence: .ocr, place: .time(start: .nan, end: .infinity), text: evil)
        let outcome = SearchOutcome(
            query: evil, neighbours: [neighbour], elapsedMilliseconds: .nan, searched: -1, notes: [evil])
        session.send(.results(generation: session.state.search.generation, outcome))
        session.send(
            .preview(
                generation: session.state.preview.generation,
                Preview(
                    segment: 1, text: evil, passage: 0..<9999, bestSentence: 5000..<6000, bestScore: .nan,
                    facts: [.init(name: evil, value: evil)])))
        session.send(.failed(NearestError(.system, evil, evil, remedy: evil)))
        session.send(.notice(evil))
        session.send(
            .corpus(CorpusSummary(name: evil, kinds: [.init(name: evil, count: 2)], examples: [evil], model: evil)))
        for _ in 0..<3 {
            let scalars = session.buffer.cells.flatMap { Array($0.grapheme.unicodeScalars) }
            #expect(!scalars.contains { $0.properties.generalCategory == .control || $0.value == 0x202E })
            session.press(Key(.enter))
        }
        #expect(session.buffer.drawing.contains("␛"))
    }

    @Test func everySizeDraws() {
        for width in [0, 1, 5, 19, 20, 21, 33, 49, 69, 70, 71, 100, 300] {
            for height in [0, 1, 4, 5, 7, 8, 11, 12, 15, 16, 30, 90] {
                var session = Session.inList(width: width, height: height)
                #expect(session.buffer.width == width && session.buffer.height == height)
                session.press(Key(.enter))
                _ = session.buffer
                session.press(.character("?"))
                _ = session.buffer
                session.press(Key(.escape), .character("/"), .control("u"))
                _ = session.buffer
            }
        }
        #expect(Session(width: 19, height: 5).buffer.drawing.contains("too small"))
    }

    @Test func softLineBreaksFlowAndRangesStay() {
        let text =
            "This line was broken by a typesetter at\nabout forty columns.\n- a bullet\n\u{0C}Next page\r\nshort\nlines"
        let flowing = PreviewText.readable(text, flowing: true)
        #expect(flowing.unicodeScalars.count == text.unicodeScalars.count)
        #expect(
            flowing
                == "This line was broken by a typesetter at\nabout forty columns.\n- a bullet\n\nNext page \nshort\nlines"
        )
        let long = "This line was broken by a typesetter at about\nforty columns.\n- bullet"
        #expect(PreviewText.readable(long, flowing: true).contains("about forty columns.\n- bullet"))
        #expect(PreviewText.readable(long, flowing: false) == long)
    }
}
