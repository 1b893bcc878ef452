import NearestCore
import Testing

@testable import Extraction

/// What is said, line after line, as passages with a start and an end.
@Suite struct TimedTextPackerTests {
    private let packer = TimedTextPacker(counter: TestCounter())

    private func line(_ start: Double, _ end: Double, _ text: String, _ modality: Modality = .audio) -> EvidenceText
    {
        EvidenceText(modality: modality, evidence: .transcript, place: .time(start: start, end: end), text: text)
    }

    private func pack(_ lines: [EvidenceText]) throws -> [Segment] {
        try packer.segments(of: lines, cancellation: Cancellation())
    }

    @Test func linesThatFollowEachOtherAreOnePassage() throws {
        let segments = try pack([line(1, 2, "Good evening."), line(2, 4.5, "Here is the news.")])
        #expect(segments.map(\.text) == ["Good evening.\nHere is the news."])
        #expect(segments.map(\.place) == [.time(start: 1, end: 4.5)])
    }

    @Test func silenceAndLengthEndAPassage() throws {
        let silent = try pack([line(0, 1, "One."), line(20, 21, "Two.")])
        #expect(silent.map(\.text) == ["One.", "Two."])
        let long = try pack((0..<8).map { line(Double($0) * 6, Double($0) * 6 + 5, "Line \($0).") })
        #expect(long.count == 2)
        #expect(long.allSatisfy { ($0.place.seconds?.upperBound ?? 0) - ($0.place.seconds?.lowerBound ?? 0) <= 30 })
        #expect(long.map(\.text).joined(separator: "\n").split(separator: "\n").count == 8)
    }

    @Test func whatIsSaidTwiceInARowIsKeptOnce() throws {
        let segments = try pack([line(0, 1, "Same."), line(1, 3, "Same."), line(3, 4, "Other.")])
        #expect(segments.map(\.text) == ["Same.\nOther."])
    }

    @Test func tracksAndModalitiesStayApart() throws {
        let lines = [
            line(1, 2, "one"), line(5, 6, "two"), line(1, 2, "eins"), line(5, 6, "zwei"),
            line(7, 8, "film", .video),
        ]
        let segments = try pack(lines)
        #expect(segments.map(\.text) == ["one\ntwo", "eins\nzwei", "film"])
        #expect(segments.map(\.modality) == [.audio, .audio, .video])
    }

    @Test func aLineOverTheLimitIsSeveralPassagesOfOneTime() throws {
        let words = (0..<400).map { "word\($0)" }.joined(separator: " ")
        let segments = try pack([line(3, 9, words)])
        #expect(segments.count > 1)
        #expect(segments.allSatisfy { $0.place == .time(start: 3, end: 9) })
    }

    @Test func timesThatRunBackwardsDoNoHarm() throws {
        let segments = try pack([line(9, 2, "odd"), line(3, 4, "even"), line(.infinity, .infinity, "never")])
        #expect(segments.map(\.text).joined(separator: " ").contains("odd"))
    }
}
