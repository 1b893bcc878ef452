import Foundation
import NearestCore

/// What `scripts/make-video-fixtures` made of films.
enum FilmFixture {
    /// What the 16 ticks around a film's middle show.
    struct Reference: Decodable {
        /// The first picture's moment.
        var first: Double
        /// For each tick, the number of the picture.
        var ticks: [Int]
        var width: Int
        var height: Int
        /// Of all ticks' pictures, one after the other.
        var every167th: Data
        /// Of the sound, 16-bit numbers; nil for a silent film.
        var every193rd: [Int]?
    }

    /// What the published model looks at.
    static let sampling = VideoSampling(frames: 16, frameRate: 25, soundRate: 48_000)

    static func url(_ name: String) -> URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/films/\(name)")
    }

    static func path(_ name: String) -> [UInt8] { Array(url(name).path.utf8) }

    static func references() throws -> [String: Reference] {
        try JSONDecoder().decode([String: Reference].self, from: Data(contentsOf: url("films.json")))
    }
}
