import Foundation
import NearestCore
import Testing

@testable import Extraction

/// Recordings and films that are not what they say.
@Suite("Bad recordings and films")
struct BadMediaTests {
    private let folder = TemporaryFolder()

    private func write(_ bytes: some Sequence<UInt8>, to name: String) -> [UInt8] {
        folder.writeBytes(Array(bytes), to: name)
        return Array((folder.path + "/" + name).utf8)
    }

    private func failure(_ bytes: some Sequence<UInt8>, _ name: String) throws -> NearestError? {
        let path = write(bytes, to: name)
        return #expect(throws: NearestError.self) { _ = try MediaFixture.read(path) }
    }

    @Test("says why nothing can be read")
    func nothing() throws {
        let film = try MediaFixture.bytes("h264.mp4")
        let noIndex = try #require(try failure(film.prefix(film.count / 2), "cut.mp4"))
        #expect(noIndex.problem.contains("no recording of a known format") && !noIndex.mayPass)
        #expect(try failure(SoundFixture.wav([], claimedBytes: 460_800_000), "silence.wav")?.code == .unreadable)
        var generator = SeededGenerator(seed: 4)
        let noise = (0..<40_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
        #expect(try failure(noise, "noise.mp4")?.code == .unreadable)
        #expect(try failure("words, words".utf8, "words.mp3")?.code == .unreadable)
    }

    @Test("reads what is there of a recording that claims four hours")
    func fourHours() throws {
        let path = write(
            SoundFixture.wav(SoundFixture.noise(16_000 * 7), claimedBytes: 4 * 3600 * 32_000), to: "long.wav")
        let (item, problems) = try MediaFixture.read(path)
        #expect(item.stretches(.audio) == [0..<7])
        #expect(problems.count == 1 && problems.first?.contains("0:07.0 of the 4:00:00.0") == true)
        let piece = MediaPiece(
            file: FileToRead(path: path, name: CorpusPath("long.wav")), place: .time(start: 0, end: 7),
            form: .sound(rate: 16_000))
        let heard = try LocalFileReader().media(piece, cancellation: Cancellation()) { $0 }
        guard case .audio(let clip) = heard else {
            Issue.record("is no sound")
            return
        }
        #expect(clip.samples.count == 16_000 * 7)
    }

    @Test("believes no film that claims a billion pictures")
    func billion() throws {
        var film = try MediaFixture.bytes("mpeg4.avi")
        let billion: [UInt8] = [0x00, 0xCA, 0x9A, 0x3B]
        for (mark, offset) in [("avih", 24), ("strh", 40)] {
            let place = try #require(film.firstRange(of: Array(mark.utf8))).lowerBound + offset
            film.replaceSubrange(place..<(place + 4), with: billion)
        }
        let (item, problems) = try MediaFixture.read(write(film, to: "billion.avi"))
        #expect(item.stretches(.video).count == 3)
        #expect(try #require(item.stretches(.video).last).upperBound < 5)
        #expect(problems.count == 1 && problems.first?.contains("cut short") == true)
    }

    @Test("takes a great many subtitles, up to its limit")
    func longSubtitles() throws {
        let cue = "7\n00:00:01,000 --> 00:00:02,000\nwords that somebody says, and says again and again\n\n"
        let beside = write(
            Array(repeating: Array(cue.utf8), count: 10_000_000 / cue.utf8.count).joined(), to: "pcm.srt")
        let (item, problems) = try MediaFixture.read(MediaFixture.path("pcm.wav"), sidecars: [beside])
        #expect(item.lines(.transcript).count == 100_000)
        #expect(problems == ["pcm.srt: has more than 100000 lines; the rest is left out"])
    }

    @Test("reads the beginning of what was cut short, or says why not", arguments: MediaReaderTests.films)
    func cutFilms(name: String) throws {
        let film = try MediaFixture.bytes(name)
        let path = write(film.prefix(film.count * 2 / 3), to: name)
        do {
            let (item, _) = try MediaFixture.read(path)
            let shots = item.stretches(.video)
            #expect(shots.first?.lowerBound ?? 0 < 0.1)
            #expect(shots.allSatisfy { $0.upperBound < 5 })
        } catch let error as NearestError {
            #expect(error.code == .unreadable && !error.mayPass)
        }
    }

    @Test("survives damage anywhere", arguments: MediaReaderTests.films + MediaReaderTests.recordings)
    func damage(name: String) throws {
        let whole = try MediaFixture.bytes(name)
        for seed in 0..<6 {
            var generator = SeededGenerator(seed: UInt64(seed))
            var bytes = whole
            for _ in 0..<(1 << seed) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(
                    in: 0...255, using: &generator)
            }
            let path = write(bytes, to: "\(seed)-\(name)")
            do {
                let (item, _) = try MediaFixture.read(path)
                #expect(item.pieces.count < 3000)
                #expect(item.pieces.allSatisfy { $0.place.seconds.map { $0.upperBound <= 86_400 } == true })
            } catch let error as NearestError {
                #expect(error.code == .unreadable)
            }
        }
    }
}
