import Foundation
import NearestCore
import Testing

@testable import Encoders

/// Preparing pictures against transformers' image processors (those that use Pillow).
@Suite("Preparing pictures")
struct ImageProcessorTests {
    struct Fixture: Decodable {
        var pictures: [Picture]
        var cases: [Case]
    }

    struct Picture: Decodable {
        var width: Int
        var height: Int
        var pixels: Data
    }

    struct Case: Decodable {
        var name: String
        var config: String
        var outputs: [Output]
    }

    struct Output: Decodable {
        var width: Int
        var height: Int
        var shape: [Int]
        /// Only every so many values are kept.
        var step: Int
        var values: Data
    }

    @Test("equals the reference to the last bit, for every processor, filter and shape")
    func parity() throws {
        let fixture = try JSONDecoder().decode(Fixture.self, from: Fixtures.data("vision/preprocessing.json"))
        #expect(fixture.cases.count == 17 && fixture.pictures.count == 10)
        var compared = 0
        for testCase in fixture.cases {
            let settings = try Self.settings(testCase.config)
            let processor = try ImageProcessor(settings, model: testCase.name)
            for output in testCase.outputs {
                let picture = try #require(
                    fixture.pictures.first { $0.width == output.width && $0.height == output.height })
                let image = PixelImage(width: picture.width, height: picture.height, pixels: Array(picture.pixels))
                let values = processor.process(image)
                #expect(output.shape == [3, processor.size.height, processor.size.width])
                #expect(values.count == output.shape.reduce(1, *))
                let sample = stride(from: 0, to: values.count, by: output.step).map { values[$0] }
                let expected = Self.floats(output.values)
                #expect(sample.count == expected.count)
                let difference = Fixtures.largestDifference(sample, expected)
                #expect(difference == 0, "\(testCase.name) \(output.width)×\(output.height): \(difference)")
                compared += sample.count
            }
        }
        #expect(compared > 30_000)
    }

    @Test("prepares very long pictures without their very long copies")
    func long() throws {
        let settings = try Self.settings(
            #"{"feature_extractor_type": "CLIPFeatureExtractor", "size": 224, "crop_size": 224}"#)
        let processor = try ImageProcessor(settings, model: "x")
        for (width, height) in [(1, 60_000), (60_000, 1)] {
            let image = PixelImage(
                width: width, height: height, pixels: [UInt8](repeating: 200, count: width * height * 3))
            #expect(Set(processor.pixels(of: image)) == [200])
        }
    }

    @Test(
        "refuses what it does not know, naming the file",
        arguments: [
            #"{"image_processor_type": "DonutImageProcessor"}"#,
            #"{"image_processor_type": "ViTImageProcessor", "resample": 9}"#,
            #"{"image_processor_type": "ViTImageProcessor", "do_pad": true}"#,
            #"{"image_processor_type": "ViTImageProcessor", "size": {"longest_edge": 9}}"#,
            #"{"image_processor_type": "ViTImageProcessor", "size": {"height": 99999999, "width": 2}}"#,
            #"{"image_processor_type": "ViTImageProcessor", "size": {"height": 0, "width": 2}}"#,
            #"{"image_processor_type": "ViTImageProcessor", "image_std": [1, 0, 1]}"#,
            #"{"image_processor_type": "ViTImageProcessor", "image_mean": [1]}"#,
            #"{"image_processor_type": "ConvNextImageProcessor", "size": 20, "crop_pct": 0}"#,
            #"{"size": "large"}"#, "[]", "",
        ])
    func refused(config: String) throws {
        let error = #expect(throws: NearestError.self) { try Self.settings(config) }
        #expect(error?.subject?.hasSuffix("/preprocessor_config.json") == true)
    }

    @Test("asks for one size")
    func noSize() throws {
        let settings = try Self.settings(
            #"{"image_processor_type": "CLIPImageProcessor", "do_center_crop": false}"#)
        #expect(throws: NearestError.self) { try ImageProcessor(settings, model: "x") }
    }

    static func settings(_ config: String) throws -> ImageSettings {
        let folder = try TemporaryFolder()
        try folder.write("{}", to: "config.json")
        try folder.write(config, to: "preprocessor_config.json")
        return try ImageSettings(ModelFolder(id: "x", path: folder.path), family: .vit)
    }

    static func floats(_ data: Data) -> [Float] {
        data.withUnsafeBytes { bytes in
            (0..<bytes.count / 4).map {
                Float(bitPattern: bytes.loadUnaligned(fromByteOffset: $0 * 4, as: UInt32.self))
            }
        }
    }
}
