import Foundation
import Testing

@Suite(
    "Films", .ownThread, .serialized,
    .enabled(if: Requirements.canRun, "needs the built program and OpenVINO: run scripts/bootstrap"))
struct FilmTests {
    private static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let model = tests.appendingPathComponent("EncodersTests/Fixtures/video/tiny-perceiver").path

    private static func film(_ name: String) -> String {
        tests.appendingPathComponent("ExtractionTests/Fixtures/films/\(name)").path
    }

    @Test("embeds films and names what they show", arguments: ["film.mp4", "one.mp4", "moving.gif"])
    func embed(name: String) throws {
        let outcome = try Program.run("embed", "--model", Self.model, "--labels", "2", Self.film(name))
        #expect(outcome.status == 0, "\(outcome.errors)")
        let line = try outcome.object()
        #expect(line["modality"] as? String == "video" && line["dimensions"] as? Int == 12)
        #expect((line["vector"] as? [Double])?.count == 12)
        let labels = try #require(line["labels"] as? [[String: Any]])
        #expect(labels.count == 2 && labels[0]["name"] is String)
    }

    @Test("names a film that cannot be seen, and why")
    func bad() throws {
        let folder = try TemporaryFolder()
        let film = try Data(contentsOf: URL(fileURLWithPath: Self.film("film.mp4")))
        for (name, content, reason) in [
            ("empty.mp4", Data(), "is empty"), ("cut.mp4", film.prefix(3000), "no recording of a known format"),
            ("words.mp4", Data("This is no film.".utf8), "no recording of a known format"),
        ] {
            let path = try folder.write(content, to: name)
            let outcome = try Program.run("embed", "--model", Self.model, path)
            #expect(outcome.status == 2 && outcome.output.isEmpty)
            #expect(outcome.errors.contains(path) && outcome.errors.contains(reason), "\(outcome.errors)")
        }
        let sound = Self.tests.appendingPathComponent("ExtractionTests/Fixtures/sound/tone.flac").path
        let outcome = try Program.run("embed", "--model", Self.model, sound)
        #expect(outcome.status == 2 && outcome.errors.contains("holds no moving picture"), "\(outcome.errors)")
    }
}
