import Foundation
import Inference
import NearestCore
import Testing

@testable import Encoders

/// torchvision publishes a file of weights and nothing beside it.
@Suite("torchvision's bare files", openVINOIsHere)
struct TorchvisionTests {
    /// The fixture's weights alone.
    private static func folder(_ name: String = "resnet50-0676ba61.pth") throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.copy(VisionFixtures.folder("tiny-torchvision/resnet.pth"), to: name)
        return folder
    }

    private static let library = ModelLibrary(modelsFolder: "/nowhere", hubFolder: "/nowhere")

    @Test("are models by themselves, as a folder and as a file")
    func vectors() throws {
        let folder = try Self.folder()
        let described = try VisionFixtures.model("tiny-torchvision")
        for path in [folder.path, folder.path + "/resnet50-0676ba61.pth"] {
            let bare = try Self.library.folder(of: path)
            let architecture = try #require(try VisionArchitectures.architecture(of: bare))
            let model = try VisionModel(bare, architecture)
            #expect(model.dimensions == described.dimensions)
            #expect(model.processor.settings == ImageSettings.torchvision(shortestEdge: 256))
            #expect(try Array(model.imageGraph().serialized()).count > 1000)
            let encoder = try EncoderLibrary(models: Self.library)
                .load(model: path, options: EncoderOptions(precision: .f32))
            let picture = EncoderInput.image(ManifestFixtures.picture(side: 224, seed: 0))
            #expect(try ManifestFixtures.encode(encoder, [picture]).values.allSatisfy(\.isFinite))
            #expect(encoder.space.settings["architecture"] == "resnet")
        }
    }

    @Test("have the same tensors and layers as with their configuration")
    func configuration() throws {
        let folder = try Self.folder()
        // The fixture's own way of preparing pictures, so that nothing but config.json is missing.
        try folder.copy(
            VisionFixtures.folder("tiny-torchvision/preprocessor_config.json"), to: "preprocessor_config.json")
        let expected = try VisionFixtures.models()
        let outputs = try #require(expected.models["tiny-torchvision"])
        let images = VisionFixtures.images(expected).map { EncoderInput.image($0) }
        let encoder = try EncoderLibrary(models: Self.library)
            .load(model: folder.path, options: EncoderOptions(precision: .f32))
        let vectors = try ManifestFixtures.encode(encoder, images)
        for (row, vector) in outputs.embedding.enumerated() {
            #expect(Fixtures.largestDifference(vectors[row], vector) < 1e-3)
        }
    }

    @Test("take the names of their classes from a list beside them")
    func labels() throws {
        let folder = try Self.folder()
        func names() throws -> [String]? {
            let bare = try Self.library.folder(of: folder.path)
            return try VisionModel(bare, #require(try VisionArchitectures.architecture(of: bare))).classes
        }
        let count = try #require(try names()?.count)
        #expect(try names()?.first == "class 0")
        let list = (0..<count).map { "thing \($0)" }
        try folder.write((["background"] + list).joined(separator: "\n"), to: "imagenet_labels.txt")
        #expect(try names() == list)
        try folder.write(list.dropLast().joined(separator: "\n"), to: "imagenet_labels.txt")
        let error = #expect(throws: NearestError.self) { try names() }
        #expect(error?.subject?.hasSuffix("imagenet_labels.txt") == true)
    }

    @Test("are refused when they are of another kind")
    func others() throws {
        let folder = try TemporaryFolder()
        try folder.copy(TorchFileTests.path("checkpoint.pth"), to: "vgg.pth")
        let error = #expect(throws: NearestError.self) {
            try EncoderLibrary(models: Self.library).load(model: folder.path)
        }
        #expect(error?.code == .unknownModel && error?.subject?.hasSuffix("vgg.pth") == true)
        #expect(error?.remedy?.contains("config.json") == true)
    }
}
