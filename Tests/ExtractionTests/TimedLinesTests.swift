import NearestCore
import Testing

@testable import Extraction

/// Subtitles and lyrics against the srt and webvtt packages, and as nobody should write them.
@Suite("Subtitles and lyrics")
struct TimedLinesTests {
    @Test("reads what the srt and webvtt packages read", arguments: ["plain.srt", "cues.vtt"])
    func parity(name: String) throws {
        let text = try TextDecoder.decode(MediaFixture.bytes(name), subject: name)
        let lines =
            name.hasSuffix("srt") ? SubRipParser.parse(text, limit: 100) : WebVTTParser.parse(text, limit: 100)
        let expected = try #require(MediaFixture.expected().parsed[name])
        #expect(lines == expected.map { TimedLine(start: $0.start, end: $0.end, text: $0.text) })
    }

    @Test("reads SubRip as people bend it")
    func bent() throws {
        let text = try TextDecoder.decode(MediaFixture.bytes("bent.srt"), subject: "bent.srt")
        let lines = SubRipParser.parse(text, limit: 100)
        #expect(
            lines == [
                TimedLine(start: 1, end: 2, text: "no number, points for commas"),
                TimedLine(start: 3, end: 4, text: "no blanks around the arrow"),
                TimedLine(start: 5, end: 6.5, text: "no blank line before, coordinates behind"),
                TimedLine(start: 7, end: 8, text: "a blank line first\nand one inside"),
                TimedLine(start: 9.5, end: 10.25, text: "short fractions"),
            ])
    }

    @Test("reads lyrics: an offset, moments for several lines, moments of words, tags")
    func lyrics() throws {
        let lyrics = try LyricsParser(MediaFixture.bytes("song.lrc"), limit: 100)
        #expect(lyrics.words == ["The tides of Fundy", "Ada Nkosi"])
        #expect(lyrics.lines.map(\.text) == ["Out it goes", "Word by word", "Out it goes", "and in again"])
        #expect(lyrics.lines.map(\.start) == [11.75, 15, 40.25, 62.095])
        #expect(lyrics.plain.first == "garbage without a time")
    }

    @Test("stops at its limit")
    func limit() {
        let many = Array(String(repeating: "00:00:01,000 --> 00:00:02,000\nwords\n\n", count: 50).utf8)
        #expect(SubRipParser.parse(many, limit: 7).count == 7)
        #expect(WebVTTParser.parse(many, limit: 7).count == 7)
        #expect(LyricsParser(Array(String(repeating: "[00:01]x\n", count: 50).utf8), limit: 7).lines.count == 7)
    }

    @Test("puts times that run backwards or beyond all bounds in order, or leaves them out")
    func times() {
        let text = """
            1
            00:00:09,000 --> 00:00:03,000
            ends before it starts

            2
            00:00:02,000 --> 00:00:04,000
            comes too late

            3
            999999999:59:59,999 --> 999999999:59:59,999
            beyond all bounds

            4
            99999999999999999999:00:00,000 --> 00:00:01,000
            no number

            5
            00:00:20,000 --> 999999999:00:00,999999999
            has no end
            """
        let evidence = TimedLines.evidence(SubRipParser.parse(Array(text.utf8), limit: 100), modality: .video)
        #expect(
            evidence.map(\.place) == [
                .time(start: 2, end: 4), .time(start: 9, end: 19), .time(start: 20, end: 1e6),
            ])
        let odd = [Double.nan, .infinity, -.infinity, -1, 3].map { TimedLine(start: $0, end: .nan, text: "x") }
        #expect(TimedLines.evidence(odd, modality: .audio).map(\.place) == [.time(start: 3, end: 13)])
    }

    @Test("makes nothing of garbage", arguments: 0..<40)
    func garbage(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        let pieces = [
            "[", "]", "<", ">", ":", "-->", "00:0", "1,", "{\\", "}", "&#", ";", "\n", "NaN", "9999999999", " ",
            "é",
        ]
        let text = Array((0..<400).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined().utf8)
        let lines =
            SubRipParser.parse(text, limit: 1000) + WebVTTParser.parse(text, limit: 1000)
            + LyricsParser(text, limit: 1000).lines
        for text in TimedLines.evidence(lines, modality: .audio) {
            #expect(text.place.seconds != nil && text.place.seconds?.upperBound.isFinite == true)
        }
        _ = MarkedText.plain(event: String(decoding: text, as: UTF8.self))
    }
}
