import Foundation
import NearestCore

@testable import Extraction

/// What `scripts/make-media-fixtures` made, and what reference tools read from it.
enum MediaFixture {
    struct Expected: Decodable {
        var files: [String: File]
        var parsed: [String: [Line]]
    }

    struct File: Decodable {
        /// Of the pictures and then the sound.
        var codecs: [String]
        var rate: Int?
        var channels: Int?
        var soundSeconds: Double?
        var lastPicture: Double?
        /// Where the picture changes, in seconds from the first one.
        var cuts: [Double]?
        var chapters: [Line]
        var tags: [String: String]
    }

    /// A stretch with words: `[start, end, text]`.
    struct Line: Decodable, Hashable {
        var start: Double
        var end: Double
        var text: String

        init(_ start: Double, _ end: Double, _ text: String) {
            (self.start, self.end, self.text) = (start, end, text)
        }

        init(from decoder: any Decoder) throws {
            var list = try decoder.unkeyedContainer()
            start = try list.decode(Double.self)
            end = try list.decode(Double.self)
            text = try list.decode(String.self)
        }
    }

    static func path(_ name: String) -> [UInt8] {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        return Array(file.appendingPathComponent("Fixtures/media/\(name)").path.utf8)
    }

    static func bytes(_ name: String) throws -> [UInt8] {
        try Array(Data(contentsOf: URL(fileURLWithPath: String(decoding: path(name), as: UTF8.self))))
    }

    static func expected() throws -> Expected {
        try JSONDecoder().decode(Expected.self, from: Data(bytes("media.json")))
    }

    /// A file as an item.
    static func read(
        _ path: [UInt8], sidecars: [[UInt8]] = [], limits: ExtractionLimits = ExtractionLimits()
    ) throws -> (item: ExtractedItem, problems: [String]) {
        var items: [ExtractedItem] = []
        let name = CorpusPath(bytes: path.split(separator: UInt8(ascii: "/")).last ?? [])
        let problems = try LocalFileReader(limits: limits).read(
            FileToRead(path: path, name: name, sidecars: sidecars), cancellation: Cancellation()
        ) { items.append($0) }
        guard items.count == 1 else { throw NearestError(.unreadable, nil, "gave \(items.count) items") }
        return (items[0], problems)
    }
}

extension ExtractedItem {
    func stretches(_ modality: Modality) -> [Range<Double>] {
        pieces.filter { $0.modality == modality }.compactMap(\.place.seconds)
    }

    func lines(_ evidence: Evidence) -> [MediaFixture.Line] {
        texts.filter { $0.evidence == evidence }.compactMap { text in
            guard case .time(let start, let end) = text.place else { return nil }
            return MediaFixture.Line(start, end, text.text)
        }
    }

    func wholeTexts(_ evidence: Evidence) -> [String] {
        texts.filter { $0.evidence == evidence && $0.place == .whole }.map(\.text)
    }

    func field(_ name: String) -> String? {
        metadata.first { $0.name == name }?.value
    }
}
