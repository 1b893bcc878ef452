import Foundation
import Inference
import NearestCore

@testable import Encoders

/// What `scripts/make-vision-fixtures` made.
enum VisionFixtures {
    struct Models: Decodable {
        var side: Int
        var frames: [Data]
        var models: [String: Outputs]
    }

    /// What the reference says of one tiny model.
    struct Outputs: Decodable {
        var embedding: [[Float]]
        var logits: [[Float]]?
        var ids: [[Int32]]?
        var texts: [[Float]]?
        var sentences: [String]?
        var sentenceVectors: [[Float]]?
    }

    static func models() throws -> Models {
        try JSONDecoder().decode(Models.self, from: Fixtures.data("vision/models.json"))
    }

    static func images(_ models: Models) -> [PixelImage] {
        models.frames.map { PixelImage(width: models.side, height: models.side, pixels: Array($0)) }
    }

    static func folder(_ name: String) -> String { Fixtures.path("vision/" + name) }

    /// - Parameter path: of a model's folder; nil for the fixture of that name.
    static func model(_ name: String, at path: String? = nil) throws -> VisionModel {
        let folder = try ModelFolder(id: name, path: path ?? folder(name))
        guard let architecture = try VisionArchitectures.architecture(of: folder) else {
            throw NearestError(.unknownModel, name, "no architecture")
        }
        return try VisionModel(folder, architecture)
    }
}
