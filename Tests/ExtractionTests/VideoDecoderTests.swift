import Foundation
import NearestCore
import Testing

@testable import Extraction

/// Clips of films against PyAV's pictures, and films that are not as they should be.
@Suite("Films")
struct VideoDecoderTests {
    static let names = [
        "film.mp4", "full.mov", "hd-full.mp4", "hd.mp4", "mirrored-right.mp4", "mirrored.mp4", "moving.gif",
        "odd.mkv",
        "one.mp4", "raw.h264", "short.mp4", "slow.webm", "stream.ts", "turned-left.mp4", "turned-over.mp4",
        "turned-right.mp4", "uneven.mkv",
    ]

    @Test("has the reference's pictures for all of them")
    func fixtures() throws {
        #expect(try FilmFixture.references().keys.sorted() == Self.names)
    }

    @Test("shows the pictures that the reference shows", arguments: names)
    func pictures(name: String) throws {
        let reference = try #require(FilmFixture.references()[name])
        let clip = try Self.clip(name)
        #expect(clip.frameRate == 25 && clip.frames.count == 16)
        #expect(clip.frames.allSatisfy { $0.width == reference.width && $0.height == reference.height })
        for (tick, number) in reference.ticks.enumerated().dropFirst() {
            let isSame = clip.frames[tick] == clip.frames[tick - 1]
            #expect(isSame == (number == reference.ticks[tick - 1]), "tick \(tick)")
        }
        let pixels = clip.frames.flatMap(\.pixels)
        let picked = stride(from: 0, to: pixels.count, by: 167).map { Int(pixels[$0]) }
        #expect(picked.count == reference.every167th.count)
        let differences = zip(picked, reference.every167th).map { abs($0 - Int($1)) }
        #expect(try #require(differences.max()) <= 0)
    }

    @Test("hears the sound beside the pictures", arguments: names)
    func sound(name: String) throws {
        let reference = try #require(FilmFixture.references()[name])
        let clip = try Self.clip(name)
        guard let expected = reference.every193rd else {
            #expect(clip.sound == nil)
            return
        }
        let sound = try #require(clip.sound)
        #expect(sound.rate == 48_000 && sound.samples.count == 30_720)
        let differences = expected.enumerated().map { index, value in
            abs(sound.samples[index * 193] * 32_768 - Float(value))
        }
        // The reference was rounded to 16 bits, and is of another version of FFmpeg.
        #expect(try #require(differences.max()) <= 2)
        #expect(expected.contains { abs($0) > 1000 })
    }

    @Test("takes a part of a film, and nothing beyond it")
    func range() throws {
        let whole = try Self.allPictures("film.mp4")
        #expect(whole.count == 40)
        let middle = try Self.clip("film.mp4", range: 0.8..<1.6)
        // Half of 0.64 s before 1.2 s is 0.88 s, the 22nd picture's moment.
        #expect(middle.frames == Array(whole[22..<38]))
        let short = try Self.clip("film.mp4", range: 0.2..<0.36)
        #expect(short.frames == Array(whole[5..<9]) + [PixelImage](repeating: whole[8], count: 12))
        let end = try Self.clip("film.mp4", range: 1.5..<9)
        #expect(end.frames == Array(whole[37...]) + [PixelImage](repeating: whole[39], count: 13))
    }

    @Test("refuses a part that lies behind the end")
    func behindTheEnd() {
        let error = #expect(throws: NearestError.self) { try Self.clip("film.mp4", range: 20..<30) }
        #expect(error?.subject == "film.mp4")
        #expect(error?.description.contains("shows nothing from 20.0 s to 30.0 s") == true)
    }

    @Test("lets the pictures be cut as they come")
    func preparing() throws {
        var count = 0
        let clip = try VideoDecoder.clip(
            path: FilmFixture.path("short.mp4"), subject: "short.mp4", sampling: FilmFixture.sampling
        ) { _ in
            count += 1
            return PixelImage(width: 1, height: 1, pixels: [UInt8(count), 0, 0])
        }
        #expect(count == 5)
        #expect(clip.frames.map { $0.pixels[0] } == [1, 2, 3, 4, 5] + [UInt8](repeating: 5, count: 11))
    }

    @Test("repeats a film's only picture, and knows that a film is silent")
    func onePicture() throws {
        let clip = try Self.clip("one.mp4")
        #expect(Set(clip.frames).count == 1 && clip.sound == nil)
    }

    @Test("counts milliseconds of containers as they are meant")
    func otherSampling() throws {
        let whole = try Self.allPictures("hd.mp4")
        let clip = try VideoDecoder.clip(
            path: FilmFixture.path("hd.mp4"), subject: "hd.mp4",
            sampling: VideoSampling(frames: 3, frameRate: 12.5, soundRate: 8000), range: 0..<1)
        // 50 pictures a second: every fourth from 0.38 s on.
        #expect(clip.frames == [whole[19], whole[23], whole[27]])
    }

    @Test("says what is wrong with a file")
    func bad() throws {
        Self.expect("is empty", Data())
        Self.expect("no recording of a known format", Data("Dear diary, nothing happened.\n".utf8))
        Self.expect("holds no moving picture", SoundFixture.wav(SoundFixture.noise(4000)), name: "film.wav")
        let sound = try Data(contentsOf: SoundFixture.url("tone.flac"))
        Self.expect("holds no moving picture", sound, name: "tone.flac")
        let error = #expect(throws: NearestError.self) {
            try VideoDecoder.clip(
                path: Array("/nonexistent.mp4".utf8), subject: "x.mp4", sampling: FilmFixture.sampling)
        }
        #expect(error?.subject == "x.mp4")
    }

    @Test("refuses absurd sizes without trying")
    func absurd() throws {
        Self.expect(
            "more than 35389440 pixels", Data("YUV4MPEG2 W12000 H12000 F25:1\nFRAME\n".utf8), name: "film.y4m")
        Self.expect("", Data("YUV4MPEG2 W60000 H60000 F25:1\nFRAME\n".utf8), name: "film.y4m")
        Self.expect("", Data("YUV4MPEG2 W0 H12 F25:1\nFRAME\n".utf8), name: "film.y4m")
        // A bitmap says it where only its decoder looks.
        Self.expect("larger than 35389440 pixels", Self.bitmap(width: 12_000, height: 12_000), name: "film.bmp")
    }

    @Test("takes the middle of what is left of a film")
    func cutShort() throws {
        let stream = try Data(contentsOf: FilmFixture.url("raw.h264"))
        let clip = try Self.clip(stream.prefix(stream.count / 2), name: "half.h264")
        #expect(clip.frames.count == 16)
        let matroska = try Data(contentsOf: FilmFixture.url("uneven.mkv"))
        let cut = try? Self.clip(matroska.prefix(matroska.count * 2 / 3), name: "cut.mkv")
        #expect(cut == nil || cut?.frames.count == 16)
    }

    @Test(
        "never traps on damaged films",
        arguments: ["film.mp4", "moving.gif", "uneven.mkv", "stream.ts", "full.mov"])
    func damaged(name: String) throws {
        let whole = try Data(contentsOf: FilmFixture.url(name))
        var generator = SeededGenerator(seed: 5)
        for round in 0..<40 {
            var data = whole
            if round % 2 == 0 { data = data.prefix(Int.random(in: 0..<whole.count, using: &generator)) }
            for _ in 0..<(round % 5) * 4 where !data.isEmpty {
                data[Int.random(in: 0..<data.count, using: &generator)] = .random(in: 0...255, using: &generator)
            }
            do {
                let clip = try Self.clip(data, name: name)
                #expect(clip.frames.count == 16)
            } catch let error as NearestError {
                #expect(error.subject == name)
            }
        }
    }

    @Test("opens no other file on behalf of a playlist")
    func playlist() throws {
        let inner = FilmFixture.url("film.mp4").path
        Self.expect("", Data("ffconcat version 1.0\nfile '\(inner)'\n".utf8), name: "list.ffconcat")
    }

    @Test("stops when it is told to")
    func cancelled() {
        let cancellation = Cancellation()
        cancellation.cancel()
        #expect(throws: CancellationError.self) {
            try VideoDecoder.clip(
                path: FilmFixture.path("film.mp4"), subject: "film.mp4", sampling: FilmFixture.sampling,
                cancellation: cancellation)
        }
    }

    /// Every picture of a film, in order.
    private static func allPictures(_ name: String) throws -> [PixelImage] {
        let decoder = try VideoDecoder(path: FilmFixture.path(name), subject: name)
        var images: [PixelImage] = []
        var moment = -1.0
        while let frame = try decoder.shown(at: moment, cancellation: Cancellation()), frame.number > images.count {
            images.append(try decoder.image())
            moment = frame.end + 0.001
        }
        return images
    }

    private static func clip(_ name: String, range: Range<Double>? = nil) throws -> VideoClip {
        try VideoDecoder.clip(
            path: FilmFixture.path(name), subject: name, sampling: FilmFixture.sampling, range: range)
    }

    private static func clip(_ data: Data, name: String = "film.mp4") throws -> VideoClip {
        let folder = TemporaryFolder()
        let path = "\(folder.path)/\(name)"
        try data.write(to: URL(fileURLWithPath: path))
        return try VideoDecoder.clip(path: Array(path.utf8), subject: name, sampling: FilmFixture.sampling)
    }

    private static func expect(
        _ words: String, _ data: Data, name: String = "film.mp4", sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let error = #expect(throws: NearestError.self, sourceLocation: sourceLocation) {
            try clip(data, name: name)
        }
        #expect(error?.subject == name, sourceLocation: sourceLocation)
        #expect(
            words.isEmpty || error?.description.contains(words) == true, "\(error?.description ?? "")",
            sourceLocation: sourceLocation)
    }

    /// A picture of one colour's header, and nothing after it.
    private static func bitmap(width: Int, height: Int) -> Data {
        var data = Data("BM".utf8)
        func append(_ value: Int, _ count: Int) {
            for index in 0..<count { data.append(UInt8(truncatingIfNeeded: value >> (8 * index))) }
        }
        for (value, count) in [
            (154, 4), (0, 4), (54, 4), (40, 4), (width, 4), (height, 4), (1, 2), (24, 2), (0, 4), (0, 4), (0, 4),
            (0, 4),
            (0, 4), (0, 4),
        ] { append(value, count) }
        return data + Data(count: 100)
    }
}
