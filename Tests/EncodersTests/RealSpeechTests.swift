import Foundation
import NearestCore
import Testing

@testable import Encoders

/// The published Whisper on a recorded speech; skipped, saying so, where the weights or the recording are not.
@Suite("openai/whisper", openVINOIsHere, whisperIsHere, speechIsHere)
struct RealSpeechTests {
    static let model = ["openai/whisper-base", "openai/whisper-tiny", "openai/whisper-small"].first {
        (try? ModelLibrary.standard().folder(of: $0)) != nil
    }

    /// 16-bit mono samples at 16 kHz behind a header of 78 bytes.
    static let recording = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../../shared/data/speech/librispeech-1272-128104-0000.wav").standardized

    @Test("writes down what is said")
    func speech() throws {
        let bytes = try Array(Data(contentsOf: Self.recording).dropFirst(78))
        let samples = stride(from: 0, to: bytes.count - 1, by: 2).map {
            Float(Int16(bitPattern: UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8)) / 32_768
        }
        let transcriber = try EncoderLibrary.standard().transcriber(model: Self.model ?? "", precision: .f32)
        let pieces = try transcriber.transcript(
            of: AudioClip(rate: 16_000, samples: samples), language: nil, cancellation: Cancellation())
        let words = pieces.map(\.text).joined(separator: " ").lowercased().split { !$0.isLetter }.joined(
            separator: " ")
        #expect(words.contains("apostle of the middle classes"))
        #expect(words.contains("welcome his gospel"))
        #expect(try #require(pieces.last).end < 6.5)
    }
}

private let whisperIsHere: ConditionTrait = .enabled(
    if: RealSpeechTests.model != nil,
    "no openai/whisper model is on this machine; `nearest models pull` fetches one")
private let speechIsHere: ConditionTrait = .enabled(
    if: FileManager.default.fileExists(atPath: RealSpeechTests.recording.path),
    "the recording is not on this machine")
