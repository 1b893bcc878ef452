import Foundation
import Testing

@Suite(
    "Pictures without any model for them", .ownThread, .serialized,
    .enabled(if: Requirements.canRun, "needs the built program and OpenVINO: run scripts/bootstrap"))
struct PlainDescriptorTests {
    /// A GIF of one white pixel.
    private static let picture = Data(base64Encoded: "R0lGODlhAQABAIAAAP///wAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==")

    @Test("they are described, counted and left alone by words")
    func pictures() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(Self.picture ?? Data(), to: "white.gif")
        try folder.write(Data("A whale swims.".utf8), to: "whale.txt")
        let vector = try Program.run("embed", "--model", "plain/colour-layout", path).object()
        let values = try #require(vector["vector"] as? [Double])
        #expect(values.count == 192 && abs(values[0] - 100) < 1e-3)
        #expect(vector["modality"] as? String == "image")

        #expect(try Program.run("index", folder.path).status == 0)
        let status = try Program.run("status", "-C", folder.path, "--json").object()
        #expect(status["modalities"] as? [String: Int] == ["text": 1, "image": 1])
        let spaces = try #require(status["spaces"] as? [[String: Any]]).map { space in
            "\(space["model"] ?? "") \(space["modality"] ?? "") \(space["vectors"] ?? 0)"
        }
        #expect(spaces.first?.hasSuffix("text 1") == true)
        #expect(spaces.dropFirst() == ["plain/colour-layout image 1", "plain/edge-layout image 1"])

        let hits = try Program.run("search", "-C", folder.path, "whale", "--json").object()
        #expect((hits["results"] as? [[String: Any]])?.map { $0["path"] as? String } == ["whale.txt"])
        let wordless = try Program.run("search", "-C", folder.path, "whale", "--model", "plain/colour-layout")
        #expect(wordless.status == 2 && wordless.errors.contains("takes no words"))
    }

    @Test("each is one answer, by the best of its texts, and its sidecar is told of")
    func captions() throws {
        let folder = try TemporaryFolder()
        try folder.write(Self.picture ?? Data(), to: "white.gif")
        let caption = #"{"title": "Winter", "caption": "A field under snow", "keywords": ["cold"]}"#
        try folder.write(Data(caption.utf8), to: "white.json")
        #expect(try Program.run("index", folder.path).status == 0)
        let hits = try Program.run("search", "-C", folder.path, "a snowy field", "--json").object()
        let results = try #require(hits["results"] as? [[String: Any]])
        #expect(results.map { $0["evidence"] as? String } == ["caption"])

        let known = try Program.run("inspect", "-C", folder.path, "white.gif", "--json").object()
        let models = try #require(known["models"] as? [String])
        #expect(models.count == 3 && models.contains { $0.hasSuffix("MiniLM-L6-v2") })
        let beside = try Program.run("inspect", "-C", folder.path, "white.json")
        #expect(beside.status == 2 && beside.errors.contains("stands beside white.gif"), "\(beside.errors)")
    }

    @Test("they are listed and explained as what is always here")
    func models() throws {
        let list = try Program.run("models", "list").output
        #expect(list.contains("ALWAYS HERE"))
        for model in ["plain/colour-layout", "plain/edge-layout", "plain/log-mel"] {
            #expect(list.contains(model))
            let shown = try Program.run("models", "show", model, "--json").object()
            let settings = try #require(shown["settings"] as? [String: String])
            #expect(settings["metric"] == "l2" && settings["definition"]?.isEmpty == false)
        }
    }
}
