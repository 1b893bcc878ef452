import Foundation
import NearestCore
import TerminalKit
import Testing

@testable import Explorer

/// Whole screens against the drawings in `Drawings`. With `RECORD_DRAWINGS=1` the drawings are written anew, and
/// the tests fail, so that nothing is recorded unseen.
@Suite struct DrawingTests {
    private func compare(_ session: Session, _ name: String) throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Drawings")
        let file = folder.appending(path: "\(name).txt")
        let drawing = session.buffer.drawing + "\n"
        if ProcessInfo.processInfo.environment["RECORD_DRAWINGS"] == "1" {
            try drawing.write(to: file, atomically: true, encoding: .utf8)
            Issue.record("\(name) was recorded: look at it")
            return
        }
        let expected = try String(contentsOf: file, encoding: .utf8)
        #expect(drawing == expected, "\(name)\n\(drawing)")
    }

    @Test(arguments: [(80, 24), (120, 40), (50, 60), (20, 5)])
    func results(_ width: Int, _ height: Int) throws {
        try compare(.inList(width: width, height: height), "results-\(width)x\(height)")
    }

    @Test(arguments: [(80, 24), (120, 40), (50, 60), (20, 5)])
    func welcome(_ width: Int, _ height: Int) throws {
        try compare(Session(width: width, height: height), "welcome-\(width)x\(height)")
    }

    @Test func resultsInASCII() throws {
        try compare(.inList(theme: Theme(depth: .none, glyphs: .ascii)), "results-ascii")
    }

    @Test func details() throws {
        var session = Session.inList(width: 120, height: 40)
        session.press(Key(.enter))
        try compare(session, "details-120x40")
    }

    @Test func help() throws {
        var session = Session.inList()
        session.press(.character("?"))
        try compare(session, "help-80x24")
    }

    @Test func indexing() throws {
        var session = Session.inList()
        session.send(
            .progress(
                IndexingProgress(
                    phase: .encoding, filesFound: 1284, filesToRead: 1284, filesRead: 1284,
                    segmentsToEncode: 34_021, segmentsEncoded: 21_477, failures: 3, elapsedSeconds: 84,
                    segmentsPerSecond: 131)))
        session.send(
            .failed(
                NearestError(
                    .locked, "/home/ada/papers/.nearest", "another process (4711) is writing the index",
                    remedy: "Wait until it is done, or end it.")))
        try compare(session, "indexing-80x24")
    }

    @Test func nothingStandsOut() throws {
        var session = Session()
        session.notes = ["Nothing stands out: one in ten random pairs scores as high as the best of these."]
        session.type("weak")
        try compare(session, "weak-80x24")
    }

    @Test(arguments: [(80, 24), (120, 40)])
    func severalModalities(_ width: Int, _ height: Int) throws {
        var session = Session(width: width, height: height)
        session.answer = FakeCorpus.mixed
        session.type("lighthouse")
        try compare(session, "mixed-\(width)x\(height)")
    }

    @Test func noRealMatch() throws {
        var session = Session()
        session.answer = FakeCorpus.mixed
        session.answer?.match = MatchStrength.none
        session.type("xqzt")
        try compare(session, "no-match-80x24")
    }

    @Test(arguments: [true, false])
    func halfTyped(hasResults: Bool) throws {
        var session = Session()
        if hasResults { session.type("long documents") }
        session.answers = false
        session.type(" after:2024-")
        session.send(
            .searchFailed(
                generation: session.state.search.generation,
                NearestError(
                    .invalidArgument, "after:2024-", "is not a date", remedy: "Write it as after:2024-01-31.")))
        try compare(session, hasResults ? "half-typed-80x24" : "half-typed-nothing-80x24")
    }

    @Test func nothingFound() throws {
        var session = Session()
        session.total = 0
        session.type("zz")
        try compare(session, "nothing-80x24")
    }
}
