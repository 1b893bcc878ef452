import Foundation
import NearestCore
import Testing
import Tokenizers

@testable import Encoders

@Suite("Patches of sound for networks with a manifest")
struct MelPatchesTests {
    /// YAMNet's parameters.
    static let yamnet = """
        {"window": 400, "hop": 160, "fft": 512, "bands": 64, "lowest": 125, "highest": 7500, "offset": 0.001,
         "frames": 96, "patch_hop": 48}
        """

    static func audio(_ json: String) throws -> ManifestAudio {
        let folder = try TemporaryFolder()
        try folder.write(json, to: "audio.json")
        return try ManifestAudio(ConfigurationNode(contentsOf: folder.path + "/audio.json"))
    }

    @Test("are YAMNet's as its definition has them")
    func reference() throws {
        let expected = try ManifestFixtures.expected().logMel
        let audio = try Self.audio("{\"log_mel\": \(Self.yamnet)}")
        let sound = ClipSource(AudioClip(rate: 16_000, samples: TestSound.samples(seconds: 2.5, seed: 4)))
        let windows = try SoundWindows(sound, length: audio.length, hop: audio.hop).next(100, Cancellation())
        #expect(windows.count == expected.patches)
        let values = windows.flatMap(audio.values)
        let sampled = stride(from: 0, to: values.count, by: expected.step).map { values[$0] }
        #expect(sampled.count == expected.values.count)
        #expect(Fixtures.largestDifference(sampled, expected.values) < 1e-4)
        #expect(audio.shape == [96, 64])
    }

    @Test("stand the other way round where the manifest says so")
    func transposed() throws {
        let usual = try Self.audio("{\"log_mel\": \(Self.yamnet)}")
        let turned = try Self.audio(
            "{\"log_mel\": \(Self.yamnet.replacing("\"frames\"", with: "\"axes\": \"bands_frames\", \"frames\""))}")
        let samples = TestSound.samples(seconds: 1, seed: 2)
        let (first, second) = (usual.values(of: samples), turned.values(of: samples))
        #expect(turned.shape == [64, 96])
        for frame in 0..<96 {
            for band in 0..<64 { #expect(first[frame * 64 + band] == second[band * 96 + frame]) }
        }
    }

    @Test(
        "cover a recording to its end",
        arguments: [
            (length: 4, hop: 2, samples: 0, windows: 0), (4, 2, 1, 1), (4, 2, 4, 1), (4, 2, 5, 2), (4, 2, 6, 2),
            (4, 2, 7, 3), (4, 4, 8, 2), (4, 4, 9, 3), (4, 6, 4, 1), (4, 6, 6, 1), (4, 6, 7, 2), (4, 1, 6, 3),
        ])
    func windows(length: Int, hop: Int, samples: Int, windows: Int) throws {
        let all = (0..<samples).map { Float($0 + 1) }
        let reader = SoundWindows(ClipSource(AudioClip(rate: 1, samples: all)), length: length, hop: hop)
        let found = try reader.next(2, Cancellation()) + reader.next(100, Cancellation())
        let expected = (0..<windows).map { window in
            (0..<length).map { place in window * hop + place < samples ? all[window * hop + place] : 0 }
        }
        #expect(found == expected)
        #expect(try reader.next(1, Cancellation()).isEmpty)
    }
}
