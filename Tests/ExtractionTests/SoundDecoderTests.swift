import Foundation
import NearestCore
import Testing

@testable import Extraction

/// Decoded sound against the samples that were stored, and against the `ffmpeg` program's own.
@Suite("Sound decoding")
struct SoundDecoderTests {
    @Test("gives 16-bit samples as they were stored")
    func exact() throws {
        let samples = SoundFixture.noise(40_000)
        let clip = try Self.clip(SoundFixture.wav(samples))
        #expect(clip.rate == 16_000)
        #expect(clip.samples == samples.map { Float($0) / 32_768 })
    }

    @Test("averages two channels")
    func stereo() throws {
        let interleaved = SoundFixture.noise(20_000)
        let clip = try Self.clip(SoundFixture.wav(interleaved, channels: 2))
        let expected = stride(from: 0, to: interleaved.count, by: 2).map {
            (Float(interleaved[$0]) + Float(interleaved[$0 + 1])) / 65_536
        }
        #expect(clip.samples.count == expected.count)
        #expect(zip(clip.samples, expected).allSatisfy { abs($0 - $1) < 1e-6 })
    }

    @Test(
        "decodes, mixes and resamples as the ffmpeg program does",
        arguments: ["tone.flac", "tone.mp3", "tone.m4a", "tone.ogg"])
    func formats(name: String) throws {
        let reference = try SoundFixture.reference(name)
        let clip = try SoundDecoder.clip(path: SoundFixture.path(SoundFixture.url(name)), subject: name)
        #expect(abs(clip.samples.count - reference.count) <= 1)
        for (index, value) in reference.every97th.enumerated() where index * 97 < clip.samples.count {
            // The reference was rounded to 16 bits, twice where the format itself holds 16 bits.
            #expect(abs(clip.samples[index * 97] * 32_768 - Float(value)) <= 2, "sample \(index * 97)")
        }
    }

    @Test("gives a range as a part of the whole")
    func range() throws {
        let samples = SoundFixture.noise(16_000 * 5)
        let folder = TemporaryFolder()
        let path = try Self.write(SoundFixture.wav(samples), in: folder)
        let clip = try SoundDecoder.clip(path: path, subject: "noise.wav", range: 2.25..<3.5)
        #expect(clip.samples == samples[36_000..<56_000].map { Float($0) / 32_768 })
        let beginning = try SoundDecoder.clip(path: path, subject: "noise.wav", range: 0.1..<0.2)
        #expect(beginning.samples == samples[1600..<3200].map { Float($0) / 32_768 })
        let end = try SoundDecoder.clip(path: path, subject: "noise.wav", range: 4.5..<9)
        #expect(end.samples == samples[72_000...].map { Float($0) / 32_768 })
    }

    @Test("finds the same moment in a compressed recording")
    func compressedRange() throws {
        let path = SoundFixture.path(SoundFixture.url("tone.flac"))
        let whole = try SoundDecoder.clip(path: path, subject: "tone.flac")
        let part = try SoundDecoder.clip(path: path, subject: "tone.flac", range: 1.0..<1.5)
        #expect(part.samples.count == 8000)
        let differences = zip(part.samples, whole.samples[16_000...]).map { abs($0 - $1) }
        // Resampled from another beginning, the grid may lie half a sample beside.
        #expect(try #require(differences.max()) < 0.02)
    }

    @Test("gives windows that make up the whole")
    func windows() throws {
        let samples = SoundFixture.noise(16_000 * 3 + 77)
        let folder = TemporaryFolder()
        let path = try Self.write(SoundFixture.wav(samples), in: folder)
        var joined: [Float] = []
        var starts: [Double] = []
        try SoundDecoder.forEachWindow(path: path, subject: "noise.wav", seconds: 1) { start, window in
            starts.append(start)
            joined += window.samples
        }
        #expect(starts == [0, 1, 2, 3])
        #expect(joined == samples.map { Float($0) / 32_768 })
    }

    @Test("says what is wrong with a file")
    func bad() throws {
        let samples = SoundFixture.noise(48_000)
        let whole = SoundFixture.wav(samples)
        Self.expect("is empty", Data())
        Self.expect("no recording of a known format", Data("Dear diary, nothing happened.\n".utf8))
        Self.expect("its sound is empty", SoundFixture.wav([]))
        Self.expect("ends after 3.0 s of the 10.0 s", SoundFixture.wav(samples, claimedBytes: 320_000))
        Self.expect("ends after 1.3 s of the 3.0 s", whole.prefix(40_044))
        Self.expect("makes no sense", SoundFixture.wav(samples, rate: 1))
        let flac = try Data(contentsOf: SoundFixture.url("tone.flac"))
        Self.expect("of the 2.0 s that the file claims", flac.prefix(flac.count / 2))
        Self.expect("longer than 2 s", whole, maximumSeconds: 2)
        for length in stride(from: 1, to: 300, by: 7) {
            // Whatever a header cut at any byte leads to, it is an error and no trap.
            Self.expect("", whole.prefix(length))
            Self.expect("", flac.prefix(length))
        }
    }

    @Test("opens no other file on behalf of a playlist")
    func playlist() throws {
        let folder = TemporaryFolder()
        let inner = try Self.write(SoundFixture.wav(SoundFixture.noise(16_000)), in: folder)
        let list =
            "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n\(String(decoding: inner, as: UTF8.self))\n#EXT-X-ENDLIST\n"
        Self.expect("", Data(list.utf8), name: "list.m3u8")
        Self.expect("", Data("ffconcat version 1.0\nfile sound.wav\n".utf8), name: "list.ffconcat")
    }

    @Test("stops when it is told to")
    func cancelled() throws {
        let folder = TemporaryFolder()
        let path = try Self.write(SoundFixture.wav(SoundFixture.noise(16_000)), in: folder)
        let cancellation = Cancellation()
        cancellation.cancel()
        #expect(throws: CancellationError.self) {
            try SoundDecoder.clip(path: path, subject: "sound.wav", cancellation: cancellation)
        }
    }

    /// Real recordings that may lie beside the project.
    private static let speech = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../../shared/data/speech").standardized

    @Test(
        "reads recordings of speech",
        .enabled(if: FileManager.default.fileExists(atPath: speech.path), "the recordings are not on this machine"))
    func recordings() throws {
        let wav = Self.speech.appendingPathComponent("librispeech-1272-128104-0000.wav")
        let bytes = try Array(Data(contentsOf: wav).dropFirst(78))
        let stored = stride(from: 0, to: bytes.count - 1, by: 2).map {
            Float(Int16(bitPattern: UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8)) / 32_768
        }
        let clip = try SoundDecoder.clip(path: SoundFixture.path(wav), subject: "speech.wav")
        #expect(clip.samples == stored)
        let flac = Self.speech.appendingPathComponent("jfk.flac")
        let speech = try SoundDecoder.clip(path: SoundFixture.path(flac), subject: "jfk.flac")
        #expect(abs(speech.seconds - 11) < 0.01)
        #expect(speech.samples.contains { abs($0) > 0.2 })
    }

    private static func write(
        _ data: Data, in folder: TemporaryFolder, name: String = "sound.wav"
    ) throws -> [UInt8] {
        let url = URL(fileURLWithPath: "\(folder.path)/\(name)")
        try data.write(to: url)
        return SoundFixture.path(url)
    }

    private static func clip(_ data: Data) throws -> AudioClip {
        let folder = TemporaryFolder()
        return try SoundDecoder.clip(path: write(data, in: folder), subject: "sound.wav")
    }

    private static func expect(
        _ words: String, _ data: Data, name: String = "sound.wav", maximumSeconds: Double = 60,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let error = #expect(throws: NearestError.self, sourceLocation: sourceLocation) {
            let folder = TemporaryFolder()
            return try SoundDecoder.clip(
                path: write(data, in: folder, name: name), subject: name, maximumSeconds: maximumSeconds)
        }
        #expect(error?.subject == name, sourceLocation: sourceLocation)
        #expect(
            words.isEmpty || error?.description.contains(words) == true, "\(error?.description ?? "")",
            sourceLocation: sourceLocation)
    }
}
