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
    @Test("microsoft/resnet-50 scores the two cats as published", PublishedModel.trait("microsoft/resnet-50"))
    func resnet() throws {
        try check("microsoft/resnet-50", logits: [-11.1069, -9.7877, -8.3777], dimensions: 2048)
    }

    @Test(
        "google/vit-base-patch16-224 scores the two cats as published",
        PublishedModel.trait("google/vit-base-patch16-224"))
    func vit() throws {
        try check("google/vit-base-patch16-224", logits: [-0.2744, 0.8215, -0.0836], dimensions: 768)
    }

    private func check(_ id: String, logits: [Float], dimensions: Int) throws {
        let encoder = try #require(
            EncoderLibrary.standard().load(model: id, options: EncoderOptions(precision: .f32)) as? any Classifier)
        let input = EncoderInput.image(try Photograph.image())
        let all = try encoder.labels(of: [input], count: 1000, cancellation: Cancellation())[0]
        let names = try #require(PublishedModel.vision(id).classes)
        for (index, logit) in logits.enumerated() {
            let label = try #require(all.first { $0.name == names[index] })
            #expect(abs(label.logit - logit) < 1e-3, "\(label.logit)")
        }
        #expect(all[0].name.lowercased().contains("cat"))
        let vectors = try encoder.encode([input], purpose: .document, cancellation: Cancellation())
        #expect(vectors.dimensions == dimensions)
    }

    @Test("facebook/dinov2-base sees the two cats as published", PublishedModel.trait("facebook/dinov2-base"))
    func dinov2() throws {
        let network = try VisionNetwork(PublishedModel.vision("facebook/dinov2-base"), precision: .f32)
        let vector = try network.embed([Photograph.image()], cancellation: Cancellation())[0]
        for (value, published) in zip(vector, [Float(-2.1747), -0.4729, 1.0936]) {
            #expect(abs(value - published) < 1e-3, "\(value)")
        }
    }

    @Test(
        "google/siglip-base-patch16-224 tells cats from dogs as published",
        PublishedModel.trait("google/siglip-base-patch16-224"))
    func siglip() throws {
        let id = "google/siglip-base-patch16-224"
        let encoder = try EncoderLibrary.standard().load(model: id, options: EncoderOptions(precision: .f32))
        let vectors = try encoder.encode(
            [.image(try Photograph.image()), .text("a photo of 2 cats"), .text("a photo of 2 dogs")],
            purpose: .query, cancellation: Cancellation())
        let folder = try ModelLibrary.standard().folder(of: id)
        let scale = exp(Double(try PublishedModel.number("logit_scale", in: folder)))
        let bias = Double(try PublishedModel.number("logit_bias", in: folder))
        for (row, published) in [(1, -0.7567), (2, -10.3354)] {
            let logit = scale * Fixtures.cosine(vectors[0], vectors[row]) + bias
            #expect(abs(logit - published) < 1e-2, "\(logit)")
        }
    }

    @Test(
        "openai/clip-vit-base-patch32 tells cats from dogs as published",
        PublishedModel.trait("openai/clip-vit-base-patch32"))
    func clip() throws {
        let encoder = try EncoderLibrary.standard().load(
            model: "openai/clip-vit-base-patch32", options: EncoderOptions(precision: .f32))
        let vectors = try encoder.encode(
            [.image(try Photograph.image()), .text("a photo of a cat"), .text("a photo of a dog")],
            purpose: .query, cancellation: Cancellation())
        for (row, published) in [(1, 24.5701), (2, 19.3049)] {
            // The published logits are cosines times the scale that training ended with, 100.
            let logit = 100 * Fixtures.cosine(vectors[0], vectors[row])
            #expect(abs(logit - published) < 1e-2, "\(logit)")
        }
    }
}

/// A published model that may be on this machine.
enum PublishedModel {
    static func isHere(_ id: String) -> Bool {
        (try? ModelLibrary.standard().folder(of: id)) != nil
    }

    static func trait(_ id: String) -> ConditionTrait {
        .enabled(if: isHere(id), "\(id) is not on this machine; `nearest models pull \(id)` fetches it")
    }

    static func vision(_ id: String) throws -> VisionModel {
        let folder = try ModelLibrary.standard().folder(of: id)
        return try VisionModel(folder, #require(try VisionArchitectures.architecture(of: folder)))
    }

    /// The only number of a tensor in f32.
    static func number(_ name: String, in folder: ModelFolder) throws -> Float {
        let tensor = try #require(try WeightFiles.tensors(of: folder)[name])
        let bytes = try Data(contentsOf: URL(fileURLWithPath: tensor.file), options: .mappedIfSafe)
        let bits = bytes[tensor.offset..<tensor.offset + 4].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return Float(bitPattern: bits)
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
