import Foundation
import NearestCore
import Testing

@testable import Extraction

/// Recordings and films as items, beside what ffprobe, mutagen and the films' maker say of them.
@Suite("Recordings and films as items")
struct MediaReaderTests {
    static let recordings = [
        "apple.aiff", "bare.aac", "book.m4a", "deaf-to-eyes.mp4", "matroska.mka", "minute.flac", "pcm.wav",
        "tagged.flac", "tagged.mp3", "voice.opus", "vorbis.ogg", "windows.wma",
    ]
    static let films = [
        "flash.flv", "h264.mov", "h264.mp4", "keys.mp4", "mpeg1.mpg", "mpeg4.avi", "silent.mp4", "styled.mkv",
        "theora.ogv", "uneven.mkv", "vp8.webm", "vp9.mkv", "windows.wmv",
    ]
    private let folder = TemporaryFolder()

    @Test("has the reference's facts for all of them")
    func fixtures() throws {
        #expect(try MediaFixture.expected().files.keys.sorted() == (Self.recordings + Self.films).sorted())
    }

    @Test("says of each what the reference tools say", arguments: recordings + films)
    func facts(name: String) throws {
        let expected = try #require(MediaFixture.expected().files[name])
        let (item, problems) = try MediaFixture.read(MediaFixture.path(name))
        #expect(problems.isEmpty)
        #expect(item.field("codec") == expected.codecs.joined(separator: ", "))
        #expect(item.field("sample rate") == expected.rate.map { "\($0) Hz" })
        #expect(item.field("channels") == expected.channels.map { "\($0)" })
        for (tag, value) in expected.tags {
            #expect(item.field(tag) == value, "\(tag)")
            #expect(item.wholeTexts(.metadata).first?.contains(value) == true)
        }
        #expect(item.title == expected.tags["title"] ?? item.title)
        let chapters = item.lines(.metadata)
        #expect(chapters.map(\.text) == expected.chapters.map(\.text))
        for (found, wanted) in zip(chapters, expected.chapters) {
            #expect(abs(found.start - wanted.start) < 0.002 && abs(found.end - wanted.end) < 0.002)
        }
    }

    @Test("cuts the sound into windows as long as what is decoded", arguments: recordings + films)
    func windows(name: String) throws {
        let expected = try #require(MediaFixture.expected().files[name])
        let windows = try MediaFixture.read(MediaFixture.path(name)).item.stretches(.audio)
        guard let seconds = expected.soundSeconds else {
            #expect(windows.isEmpty)
            return
        }
        #expect(windows.count == (name == "minute.flac" ? 2 : 1))
        #expect(windows.first?.lowerBound == 0)
        // Encoders pad, and containers do not always say by how much.
        #expect(abs(try #require(windows.last).upperBound - seconds) < 0.13, "\(windows) \(seconds)")
    }

    @Test("cuts films where the picture changes, to a picture", arguments: films)
    func shots(name: String) throws {
        let expected = try #require(MediaFixture.expected().files[name])
        let shots = try MediaFixture.read(MediaFixture.path(name)).item.stretches(.video)
        #expect(shots.count == 3)
        let cuts = shots.dropFirst().map(\.lowerBound)
        // Some containers begin late.
        let first = try #require(shots.first).lowerBound
        for (found, wanted) in zip(cuts, try #require(expected.cuts)) {
            #expect(abs(found - first - wanted) <= 0.0401, "\(cuts)")
        }
        #expect(shots.map(\.upperBound).dropLast() == cuts[...])
        let last = try #require(expected.lastPicture)
        #expect(abs(try #require(shots.last).upperBound - last - 0.04) <= 0.1)
    }

    @Test("looks only at the pictures that stand alone in a film with many pixels, and cuts there")
    func sparseShots() throws {
        var limits = ExtractionLimits()
        limits.maximumFilmPixels = 0
        // Every tenth picture stands alone; the scenes begin with pictures 45 and 75.
        let shots = try MediaFixture.read(MediaFixture.path("keys.mp4"), limits: limits).item.stretches(.video)
        #expect(shots.map { ($0.lowerBound * 25).rounded() } == [0, 50, 80])
        #expect(abs(try #require(shots.last).upperBound - 4.8) < 0.01)
    }

    @Test("takes no recording for a film, whatever its name, and no cover for pictures")
    func kinds() throws {
        for name in Self.recordings {
            #expect(try MediaFixture.read(MediaFixture.path(name)).item.stretches(.video).isEmpty, "\(name)")
        }
        let covered = try MediaFixture.read(MediaFixture.path("tagged.mp3")).item
        #expect(try size(of: covered.thumbnail) == "64 × 48")
        #expect(try MediaFixture.read(MediaFixture.path("book.m4a")).item.thumbnail != nil)
        #expect(try MediaFixture.read(MediaFixture.path("pcm.wav")).item.thumbnail == nil)
    }

    @Test("shows a strip of a film's shots", arguments: films)
    func strips(name: String) throws {
        #expect(try size(of: MediaFixture.read(MediaFixture.path(name)).item.thumbnail) == "192 × 48")
    }

    @Test("makes the filmstrip of a shot")
    func filmstrip() throws {
        let file = FileToRead(path: MediaFixture.path("h264.mp4"), name: CorpusPath("h264.mp4"))
        let shot = MediaPiece(
            file: file, place: .time(start: 1.8, end: 3), form: .filmstrip(count: 4, height: 24))
        let input = try LocalFileReader().media(shot, cancellation: Cancellation()) { $0 }
        guard case .video(let clip) = input else {
            Issue.record("is no film")
            return
        }
        #expect(clip.frames.count == 4 && clip.sound == nil)
        #expect(clip.frames.allSatisfy { $0.width == 32 && $0.height == 24 })
        #expect(Set(clip.frames).count == 4)
        // Each of its own picture: what walking from the beginning shows at the parts' middles.
        let decoder = try VideoDecoder(path: file.path, subject: "h264.mp4")
        for (frame, moment) in zip(clip.frames, [1.95, 2.25, 2.55, 2.85]) {
            _ = try decoder.shown(at: moment + 0.002, cancellation: Cancellation())
            #expect(try frame == decoder.image(height: 24), "\(moment)")
        }
    }

    @Test("turns a film upright")
    func turned() throws {
        let item = try MediaFixture.read(FilmFixture.path("turned-left.mp4")).item
        let upright = try MediaFixture.read(FilmFixture.path("mirrored.mp4")).item
        let sides = try #require(upright.field("size")).components(separatedBy: " × ")
        #expect(item.field("size") == sides.reversed().joined(separator: " × "))
    }

    // MARK: Words

    @Test("reads the subtitles inside", arguments: ["vp9.mkv", "styled.mkv", "vp8.webm", "h264.mov"])
    func subtitles(name: String) throws {
        let item = try MediaFixture.read(MediaFixture.path(name)).item
        let lines = item.lines(.transcript)
        let expected = try #require(MediaFixture.expected().parsed["plain.srt"])
        #expect(lines.map(\.text) == expected.map(\.text))
        for (found, wanted) in zip(lines, expected) {
            #expect(abs(found.start - wanted.start) <= 0.011 && abs(found.end - wanted.end) <= 0.011)
        }
        #expect(item.texts.allSatisfy { $0.modality == .video })
    }

    @Test("reads lyrics inside, with their times where they have some")
    func lyrics() throws {
        let whole = try MediaFixture.read(MediaFixture.path("tagged.mp3")).item
        #expect(whole.wholeTexts(.transcript) == ["The tide goes out\nand comes again"])
        let timed = try MediaFixture.read(MediaFixture.path("book.m4a")).item
        #expect(timed.lines(.transcript).map(\.text) == ["Out it goes", "and in again"])
        #expect(timed.lines(.transcript).map(\.start) == [0.5, 1.75])
    }

    @Test("reads what stands beside: subtitles, lyrics and what somebody wrote")
    func sidecars() throws {
        folder.write("Waves at the *pier*.\n", to: "film.txt")
        folder.write(#"{"place": "Hopewell Cape", "tags": ["tide", "rock"]}"#, to: "film.json")
        folder.write("not JSON", to: "other.json")
        folder.write(
            """
            <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" \
            xmlns:dc="http://purl.org/dc/elements/1.1/"><rdf:Description><dc:description><rdf:Alt>\
            <rdf:li>Herring gulls</rdf:li></rdf:Alt></dc:description></rdf:Description></rdf:RDF></x:xmpmeta>
            """, to: "film.xmp")
        let beside = ["film.txt", "film.json", "other.json", "film.xmp"].map {
            Array((folder.path + "/" + $0).utf8)
        }
        let subtitles = ["plain.srt", "cues.vtt", "song.lrc"].map { MediaFixture.path($0) }
        let (item, problems) = try MediaFixture.read(MediaFixture.path("silent.mp4"), sidecars: subtitles + beside)
        #expect(problems == ["other.json: is no JSON"])
        #expect(item.wholeTexts(.caption) == ["Waves at the *pier*.\n"])
        #expect(item.wholeTexts(.metadata).contains { $0.contains("Hopewell Cape") && $0.contains("tide, rock") })
        #expect(item.wholeTexts(.metadata).contains("Herring gulls"))
        #expect(item.lines(.transcript).count == 3 + 2 + 4)
        // Each track is packed by itself.
        let cutter = SegmentCutter(counter: TestCounter())
        let spoken = try cutter.item(of: item, cancellation: Cancellation()).segments
            .filter { $0.evidence == .transcript }
        #expect(spoken.first?.text.contains("Six hours later") == true)
        #expect(spoken.allSatisfy { !($0.text.contains("Six hours later") && $0.text.contains("low water")) })
    }

    @Test("reads subtitles beside a recording in an old encoding")
    func encodings() throws {
        let item = try MediaFixture.read(
            MediaFixture.path("pcm.wav"), sidecars: [MediaFixture.path("latin1.srt")]
        ).item
        #expect(item.lines(.transcript).map(\.text) == ["Die Flut läuft über den Strand,\nhöher als früher"])
    }

    // MARK: Bounds

    @Test("keeps to its limits, and says so")
    func limits() throws {
        var limits = ExtractionLimits()
        limits.longestRecordingSeconds = 40
        let long = try MediaFixture.read(MediaFixture.path("minute.flac"), limits: limits)
        #expect(long.item.stretches(.audio) == [0..<30, 30..<40])
        #expect(long.problems.count == 1)
        limits = ExtractionLimits()
        limits.maximumShots = 2
        limits.maximumTimedLines = 2
        let film = try MediaFixture.read(MediaFixture.path("vp9.mkv"), limits: limits)
        #expect(film.item.stretches(.video).count == 2 && film.item.lines(.transcript).count == 2)
        #expect(film.problems.count == 1)
    }

    @Test("equal pictures of odd sides are equal small pictures, whatever lies behind them in memory")
    func smallPictures() {
        let pixels = (0..<37 * 23 * 3).map { UInt8(truncatingIfNeeded: $0 &* 37) }
        let first = SmallPicture.jpeg(PixelImage(width: 37, height: 23, pixels: pixels))
        #expect(first != nil)
        for number in 0..<64 {
            // Behind each copy lies what was freed before it.
            _ = [UInt8](repeating: UInt8(number * 4), count: pixels.count + 64)
            #expect(SmallPicture.jpeg(PixelImage(width: 37, height: 23, pixels: Array(pixels))) == first)
        }
    }

    @Test("stops when it is told to")
    func stopping() throws {
        let stopped = Cancellation()
        stopped.cancel()
        for name in ["h264.mp4", "pcm.wav"] {
            let file = FileToRead(path: MediaFixture.path(name), name: CorpusPath(name))
            #expect(throws: CancellationError.self) {
                _ = try LocalFileReader().read(file, cancellation: stopped) { _ in }
            }
        }
    }

    private func size(of jpeg: [UInt8]?) throws -> String {
        let picture = try ImageDecoder.decode(fileAt: #require(jpeg), named: CorpusPath("thumbnail"))
        return "\(picture.width) × \(picture.height)"
    }
}
