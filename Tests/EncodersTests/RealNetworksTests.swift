import Extraction
import Foundation
import NearestCore
import Testing

@testable import Encoders

/// Published TensorFlow Lite networks with manifests, against LiteRT; skipped, saying so, where they are not.
///
/// They are quantised: LiteRT computes them in whole numbers, and OpenVINO rounds elsewhere, so that an output may
/// be three of its 256 steps away. The same inputs through OpenVINO alone differ just as much.
@Suite("Published TensorFlow Lite networks", openVINOIsHere, networksAreHere)
struct RealNetworksTests {
    static let data = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../../shared/data").standardized.path

    static let bytes = """
        {"input": "input", "layout": "NHWC", "type": "u8", "preprocessing": {"resize": {"height": 224, "width": 224}}}
        """

    @Test("MobileNet v1's quantised layer is the embedding")
    func mobileNetV1() throws {
        let folder = try Self.folder(
            "mobilenet_v1_embedding_quant.tflite",
            """
            "image": \(Self.bytes),
            "embedding": {"output": "MobilenetV1/Logits/AvgPool_1a/AvgPool", "dimensions": 1024,
                          "pooling": "spatial_mean", "layout": "NHWC",
                          "quantisation": {"scale": 0.023528477, "zero_point": 0}}
            """)
        let encoder = try ManifestFixtures.encoder("mobilenet", at: folder.path)
        let picture = ManifestFixtures.picture(side: 224, seed: 0)
        let vector = try ManifestFixtures.encode(encoder, [.image(picture)])[0]
        let expected = try ManifestFixtures.expected().real.mobilenet_v1.map { $0 * 0.023528477 }
        #expect(Fixtures.cosine(vector, expected) > 0.9998)
        #expect(Fixtures.largestDifference(vector, expected) < 3.5 * 0.023528477)
    }

    @Test("MobileNet v2's scores are embedding and labels")
    func mobileNetV2() throws {
        let folder = try Self.folder(
            "mobilenet_v2_quant.tflite",
            """
            "image": \(Self.bytes),
            "scores": {"output": 0, "are": "probabilities", "labels": "imagenet_labels.txt",
                       "quantisation": {"scale": 0.00390625, "zero_point": 0}}
            """, beside: ["imagenet_labels.txt"])
        let encoder = try ManifestFixtures.encoder("mobilenet", at: folder.path)
        #expect(encoder.space.dimensions == 1001)
        let picture = EncoderInput.image(ManifestFixtures.picture(side: 224, seed: 0))
        let vector = try ManifestFixtures.encode(encoder, [picture])[0]
        let expected = try ManifestFixtures.expected().real.mobilenet_v2.map { $0 / 256 }
        #expect(Fixtures.cosine(vector, expected) > 0.998)
        #expect(Fixtures.largestDifference(vector, expected) < 3.5 / 256)
        let classifier = try #require(encoder as? any Classifier)
        let labels = try classifier.labels(of: [picture], count: 3, cancellation: Cancellation())[0]
        let best = try #require(expected.indices.max { expected[$0] < expected[$1] })
        let names = try LabelsFile.read(folder.path + "/imagenet_labels.txt")
        #expect(names.count == 1001 && labels[0].name == names[best])
        #expect(labels[0].probability == vector.max())
    }

    @Test("YAMNet hears patches of its own kind, and speech in speech", speechIsHere)
    func yamnet() throws {
        let folder = try Self.yamnetFolder()
        let encoder = try ManifestFixtures.encoder("yamnet", at: folder.path)
        let clip = AudioClip(rate: 16_000, samples: TestSound.samples(seconds: 2.5, seed: 4))
        let vector = try ManifestFixtures.encode(encoder, [.audio(clip)])[0]
        let expected = try ManifestFixtures.expected().real.yamnet
        #expect(Fixtures.cosine(vector, expected) > 0.9995)
        #expect(Fixtures.largestDifference(vector, expected) < 0.01)

        let path = Self.data + "/speech/jfk.flac"
        let decoder = try SoundDecoder(path: Array(path.utf8), subject: path)
        let listener = try #require(encoder.listener)
        let heard = try listener.hear(decoder, labelCount: 2, cancellation: Cancellation())
        #expect(heard.labels.first?.name == "Speech" && heard.labels.first.map { $0.probability > 0.8 } == true)
    }

    private static func folder(
        _ network: String, _ members: String, beside files: [String] = []
    ) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for file in [network] + files {
            try FileManager.default.createSymbolicLink(
                atPath: "\(folder.path)/\(file)", withDestinationPath: "\(data)/models/\(file)")
        }
        try folder.write("{\"network\": \"\(network)\", \(members)}", to: "nearest.json")
        return folder
    }

    private static func yamnetFolder() throws -> TemporaryFolder {
        let folder = try folder(
            "yamnet_spectra_in.tflite",
            """
            "audio": {"input": "feature_patch_in:0", "log_mel": \(MelPatchesTests.yamnet)},
            "scores": {"output": 0, "are": "probabilities", "labels": "classes.csv"}
            """)
        // AudioSet's table begins so; the rest is not needed here.
        let begin = ["/m/09x0r,Speech", "/m/0ytgt,\"Child speech, kid speaking\"", "/m/01h8n0,Conversation"]
        let rows = (0..<521).map { index in
            "\(index),\(index < begin.count ? begin[index] : "/m/\(index),\(index)")"
        }
        try folder.write((["index,mid,display_name"] + rows).joined(separator: "\n") + "\n", to: "classes.csv")
        return folder
    }
}

private let networksAreHere: ConditionTrait = .enabled(
    if: FileManager.default.fileExists(atPath: RealNetworksTests.data + "/models/yamnet_spectra_in.tflite"),
    "the networks are not beside the project, in ../shared/data/models")
private let speechIsHere: ConditionTrait = .enabled(
    if: FileManager.default.fileExists(atPath: RealNetworksTests.data + "/speech/jfk.flac"),
    "the recording is not beside the project, in ../shared/data/speech")
