import Foundation
import Testing

@Suite(
    "Speech", .ownThread, .serialized,
    .enabled(if: Requirements.canRun, "needs the built program and OpenVINO: run scripts/bootstrap"))
struct SpeechTests {
    private static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let model = tests.appendingPathComponent("EncodersTests/Fixtures/tiny-whisper").path
    private static let sound = tests.appendingPathComponent("ExtractionTests/Fixtures/sound/tone.flac").path

    @Test("prints the vector of a recording, and beside it what is said and the decoder's states")
    func evidence() throws {
        let outcome = try Program.run(
            "embed", "--model", Self.model, "--precision", "f32", "--transcript", "--language", "en",
            "--decoder-states", Self.sound)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let line = try outcome.object()
        #expect(line["modality"] as? String == "audio" && line["dimensions"] as? Int == 16)
        let states = try #require(line["decoder_states"] as? [[Double]])
        #expect(states.map(\.count) == [16, 16] && states[0] != states[1])
        let pieces = try #require(line["transcript"] as? [[String: Any]])
        for piece in pieces {
            let (start, end) = try (#require(piece["start_s"] as? Double), #require(piece["end_s"] as? Double))
            #expect(start <= end && piece["text"] is String)
        }
        let plain = try Program.run("embed", "--model", Self.model, "--precision", "f32", Self.sound).object()
        #expect(plain["vector"] as? [Double] == line["vector"] as? [Double])
        #expect(plain["transcript"] == nil && plain["decoder_states"] == nil)
    }

    @Test("refuses what a model cannot say, or does not know")
    func refusals() throws {
        let perceiver = Self.tests.appendingPathComponent("EncodersTests/Fixtures/video/tiny-perceiver").path
        for (arguments, reason) in [
            (["--model", perceiver, "--transcript"], "does not write down speech"),
            (["--model", Self.model, "--transcript", "--language", "xx"], "does not know the language xx"),
            (["--model", Self.model, "--dimensions", "8", "--decoder-states"], "has no decoder"),
            (["--model", Self.model, "--language", "en"], "--transcript"),
            (["--model", Self.model, "--transcript", "--npy", "/dev/null"], "--npy"),
        ] {
            let outcome = try Program.run(
                executable: Program.path, ["embed"] + arguments + [Self.sound], in: nil, environment: [:])
            #expect(outcome.status == 2 && outcome.output.isEmpty, "\(arguments): \(outcome.status)")
            #expect(outcome.errors.contains(reason), "\(outcome.errors)")
        }
    }
}
