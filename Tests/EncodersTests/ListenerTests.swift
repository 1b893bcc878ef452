import Foundation
import NearestCore
import Testing

@testable import Encoders

/// Recordings are heard as they are read, and give what they give in one piece.
@Suite("Long recordings", openVINOIsHere)
struct ListenerTests {
    /// Counts what is asked for at once.
    private final class CountingSource: SoundSource {
        private let clip: ClipSource
        private(set) var largest = 0

        init(_ clip: AudioClip) {
            self.clip = ClipSource(clip)
        }

        func read(_ count: Int, cancellation: Cancellation) throws -> [Float] {
            largest = max(largest, count)
            return try clip.read(count, cancellation: cancellation)
        }
    }

    private static func check(_ encoder: any Encoder, seconds: Double, atMost largest: Int) throws {
        let listener = try #require(encoder.listener)
        let clip = AudioClip(rate: listener.rate, samples: TestSound.samples(seconds: seconds, seed: 3))
        let source = CountingSource(clip)
        let heard = try listener.hear(source, labelCount: 0, cancellation: Cancellation())
        let whole = try ManifestFixtures.encode(encoder, [.audio(clip)])
        #expect(heard.vector == Array(whole[0]) && heard.labels.isEmpty)
        #expect(source.largest <= largest, "the memory does not grow with the recording")
        let error = #expect(throws: NearestError.self) {
            try listener.hear(
                ClipSource(AudioClip(rate: listener.rate, samples: [])), labelCount: 0, cancellation: Cancellation()
            )
        }
        #expect(error?.problem.contains("no length") == true)
        let cancelled = Cancellation()
        cancelled.cancel()
        #expect(throws: CancellationError.self) {
            try listener.hear(ClipSource(clip), labelCount: 0, cancellation: cancelled)
        }
    }

    @Test("by Whisper, thirty seconds at a time", arguments: [1, 30, 65.5])
    func whisper(seconds: Double) throws {
        let model = try AudioModel(ModelFolder(id: "tiny", path: Fixtures.path("tiny-whisper")))
        let encoder = try AudioEncoder(model, precision: .f32)
        try Self.check(encoder, seconds: seconds, atMost: LogMel.sampleCount)
        #expect(throws: NearestError.self) {
            try encoder.hear(
                ClipSource(AudioClip(rate: 16_000, samples: [1])), labelCount: 1, cancellation: Cancellation())
        }
    }

    @Test("by a network with a manifest, window by window")
    func manifest() throws {
        let folder = try ManifestFixtures.copy("sound")
        let encoder = try ManifestFixtures.encoder("sound", at: folder.path)
        try Self.check(encoder, seconds: 3, atMost: 800)
        let clip = AudioClip(rate: 8000, samples: TestSound.samples(seconds: 1, seed: 2))
        let expected = try ManifestFixtures.expected().sound
        let vector = try ManifestFixtures.encode(encoder, [.audio(clip)])[0]
        #expect(Fixtures.largestDifference(vector, expected.vector) < 1e-5)
    }
}
