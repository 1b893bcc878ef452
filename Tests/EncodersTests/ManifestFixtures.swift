import Foundation
import Inference
import NearestCore

@testable import Encoders

/// What `scripts/make-manifest-fixtures` made.
enum ManifestFixtures {
    struct Expected: Decodable {
        var text: Texts
        var image: Pictures
        var channelsLast: Pictures
        var sound: Sound
        var logMel: Patches
        var real: Real
    }

    struct Texts: Decodable {
        var texts: [String]
        var vectors: [[Float]]
    }

    struct Sound: Decodable {
        var vector: [Float]
    }

    struct Pictures: Decodable {
        var vectors: [[Float]]
        var logits: [[Float]]?
    }

    /// Every `step`-th value of a sound's patches.
    struct Patches: Decodable {
        var patches: Int
        var step: Int
        var values: [Float]
    }

    /// What LiteRT says of the real networks; quantised numbers as they are stored.
    struct Real: Decodable {
        var mobilenet_v1: [Float]
        var mobilenet_v2: [Float]
        var yamnet: [Float]
    }

    static func expected() throws -> Expected {
        try JSONDecoder().decode(Expected.self, from: Fixtures.data("manifest/expected.json"))
    }

    static func folder(_ name: String) -> String { Fixtures.path("manifest/" + name) }

    /// - Parameter path: of a model's folder; nil for the fixture of that name.
    static func encoder(_ name: String, at path: String? = nil) throws -> any Encoder {
        try ManifestModel(ModelFolder(id: name, path: path ?? folder(name)))
            .encoder(EncoderOptions(precision: .f32))
    }

    static func encode(_ encoder: any Encoder, _ inputs: [EncoderInput]) throws -> VectorBatch {
        try encoder.encode(inputs, purpose: .document, cancellation: Cancellation())
    }

    /// A fixture's files in a folder of the test's own.
    static func copy(_ name: String) throws -> TemporaryFolder {
        let copy = try TemporaryFolder()
        for file in Disk.names(in: folder(name)) { try copy.copy("\(folder(name))/\(file)", to: file) }
        return copy
    }

    static func change(_ folder: TemporaryFolder, _ change: (String) -> String) throws {
        let text = try String(contentsOfFile: folder.path + "/nearest.json", encoding: .utf8)
        try folder.write(change(text), to: "nearest.json")
    }

    /// The script's picture.
    static func picture(side: Int, seed: Int) -> PixelImage {
        var pixels: [UInt8] = []
        for y in 0..<side {
            for x in 0..<side {
                for channel in 0..<3 {
                    pixels.append(UInt8(truncatingIfNeeded: x * 3 + y * 5 + channel * 40 + x * y / 7 + seed * 17))
                }
            }
        }
        return PixelImage(width: side, height: side, pixels: pixels)
    }
}
