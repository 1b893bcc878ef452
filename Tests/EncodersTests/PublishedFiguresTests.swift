import Extraction
import Foundation
import Inference
import NearestCore
import Testing

@testable import Encoders

/// The figures that transformers' own tests publish for real weights, on the photograph of two cats that they use
/// (000000039769 of COCO's validation pictures of 2017).
@Suite("Published figures", openVINOIsHere, photographIsHere)
struct PublishedFiguresTests {
    @Test("microsoft/resnet-50 scores the two cats as published", modelIsHere("microsoft/resnet-50"))
    func resnet() throws {
        let library = try EncoderLibrary.standard()
        let encoder = try #require(
            library.load(model: "microsoft/resnet-50", options: EncoderOptions(precision: .f32)) as? any Classifier)
        let input = EncoderInput.image(try Photograph.image())
        let all = try encoder.labels(of: [input], count: 1000, cancellation: Cancellation())[0]
        let model = try Self.model("microsoft/resnet-50")
        let names = try #require(model.classes)
        for (index, logit) in [(0, Float(-11.1069)), (1, -9.7877), (2, -8.3777)] {
            let label = try #require(all.first { $0.name == names[index] })
            #expect(abs(label.logit - logit) < 1e-3, "\(label.logit)")
        }
        #expect(all[0].name.contains("cat"))
        let vectors = try encoder.encode([input], purpose: .document, cancellation: Cancellation())
        #expect(vectors.dimensions == 2048)
    }

    @Test(
        "openai/clip-vit-base-patch32 tells cats from dogs as published",
        modelIsHere("openai/clip-vit-base-patch32"))
    func clip() throws {
        let model = try Self.model("openai/clip-vit-base-patch32")
        let network = VisionNetwork(model, precision: .f32)
        // "a photo of a cat" and "a photo of a dog", in the model's own tokens.
        let texts = try network.embed(
            tokens: [
                [49406, 320, 1125, 539, 320, 2368, 49407], [49406, 320, 1125, 539, 320, 1929, 49407],
            ], cancellation: Cancellation())
        let image = try network.embed([Photograph.image()], cancellation: Cancellation())
        for (row, published) in [24.5701, 19.3049].enumerated() {
            // The published logits are cosines times the scale that training ended with, 100.
            let logit = 100 * Fixtures.cosine(image[0], texts[row])
            #expect(abs(logit - published) < 1e-2, "\(logit)")
        }
    }

    private static func model(_ id: String) throws -> VisionModel {
        let folder = try ModelLibrary.standard().folder(of: id)
        return try VisionModel(folder, #require(try VisionArchitectures.architecture(of: folder)))
    }
}

/// The photograph that the figures were published for, where the environment says.
enum Photograph {
    static let path = ProcessInfo.processInfo.environment["NEAREST_TEST_PHOTOGRAPH"]

    static func image() throws -> PixelImage {
        let path = path ?? ""
        let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        return try ImageDecoder.decode(fileAt: bytes, named: CorpusPath(path))
    }
}

private let photographIsHere: ConditionTrait = .enabled(
    if: Photograph.path.map { FileManager.default.fileExists(atPath: $0) } == true,
    "NEAREST_TEST_PHOTOGRAPH does not name COCO's photograph 000000039769")

private func modelIsHere(_ id: String) -> ConditionTrait {
    .enabled(if: (try? ModelLibrary.standard().folder(of: id)) != nil, "\(id) is not on this machine")
}
