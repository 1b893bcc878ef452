import Foundation
import Inference
import NearestCore

@testable import Encoders

/// What `scripts/make-video-fixtures` made of models, and the inputs that its formulas give.
enum VideoFixtures {
    /// What the reference says of the three inputs.
    struct Outputs: Decodable {
        var embedding: [[Float]]
        var logits: [[Float]]
    }

    struct Models: Decodable {
        var models: [String: Outputs]
        /// Of the published model's positions of sound.
        var positions: [Float]

        private struct Positions: Decodable { var every997th: [Float] }

        private struct Name: CodingKey {
            var stringValue: String
            var intValue: Int? { nil }
            init(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Name.self)
            positions = try container.decode(Positions.self, forKey: Name(stringValue: "positions")).every997th
            models = [:]
            for key in container.allKeys where key.stringValue != "positions" {
                models[key.stringValue] = try container.decode(Outputs.self, forKey: key)
            }
        }
    }

    static func models() throws -> Models {
        try JSONDecoder().decode(Models.self, from: Fixtures.data("video/models.json"))
    }

    static func folder(_ name: String) -> String { Fixtures.path("video/" + name) }

    /// - Parameter path: of a model's folder; nil for the fixture of that name.
    static func model(_ name: String, at path: String? = nil) throws -> VideoModel {
        try VideoModel(ModelFolder(id: name, path: path ?? folder(name)))
    }

    /// The inputs that the reference was given, in the sizes that a model takes.
    static func clips(for model: VideoModel) -> [VideoClip] {
        let sampling = model.perceiver.configuration.sampling
        let side = model.perceiver.configuration.side
        return (0..<3).map { seed in
            let frames = (0..<sampling.frames).map { frame in
                PixelImage(width: side, height: side, pixels: pixels(frame, side: side, seed: seed))
            }
            let sound = AudioClip(rate: sampling.soundRate, samples: noise(sampling.soundCount, seed: seed))
            return VideoClip(frames: frames, frameRate: sampling.frameRate, sound: seed == 0 ? nil : sound)
        }
    }

    private static func pixels(_ frame: Int, side: Int, seed: Int) -> [UInt8] {
        (0..<side * side * 3).map { place in
            let (y, x, channel) = (place / 3 / side, place / 3 % side, place % 3)
            let waves = x * y * (frame + seed) % 31 * 5
            return UInt8((frame * 37 + y * 11 + x * 7 + channel * 50 + waves + seed * 13) % 256)
        }
    }

    private static func noise(_ count: Int, seed: Int) -> [Float] {
        (0..<count).map { Float(Double(($0 * $0 * 31 + $0 * 7 + seed * 101) % 2001) / 1000 - 1) }
    }
}
