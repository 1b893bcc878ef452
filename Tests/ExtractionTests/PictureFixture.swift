import Foundation
import NearestCore

@testable import Extraction

/// Files that `scripts/make-picture-fixtures` made.
enum PictureFixture {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Fixtures/metadata").path

    static func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name)))
    }

    static func json<Value: Decodable>(_ name: String, as type: Value.Type) throws -> Value {
        try JSONDecoder().decode(type, from: Data(contentsOf: URL(fileURLWithPath: folder + "/" + name)))
    }

    /// Everything that is read from a file.
    static func read(
        _ name: String, in folder: String = folder, sidecars: [String] = []
    ) throws -> (items: [ExtractedItem], problems: [String]) {
        let file = FileToRead(
            path: Array("\(folder)/\(name)".utf8), name: CorpusPath(name),
            sidecars: sidecars.map { Array("\(folder)/\($0)".utf8) })
        var items: [ExtractedItem] = []
        let problems = try LocalFileReader().read(file, cancellation: Cancellation()) { items.append($0) }
        return (items, problems)
    }

    /// The pixels that an encoder gets.
    static func pixels(_ name: String, part: String? = nil, in folder: String = folder) throws -> PixelImage? {
        let file = FileToRead(path: Array("\(folder)/\(name)".utf8), name: CorpusPath(name))
        let piece = MediaPiece(file: file, part: part, place: .whole, form: .picture)
        let input = try LocalFileReader().media(piece, cancellation: Cancellation()) { $0 }
        if case .image(let image) = input { return image }
        return nil
    }

    static func text(_ item: ExtractedItem, _ evidence: Evidence) -> String? {
        item.texts.first { $0.evidence == evidence }?.text
    }

    static func field(_ item: ExtractedItem, _ name: String) -> String? {
        item.metadata.first { $0.name == name }?.value
    }
}
