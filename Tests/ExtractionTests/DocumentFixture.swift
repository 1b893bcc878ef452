import Foundation
import NearestCore

@testable import Extraction

/// Files that other programs wrote, and what the reference reads from them (`scripts/make-document-fixtures`).
struct DocumentFixture: Decodable {
    /// Of the whole, where the format has no pages.
    var texts: [String]?
    var pages: [[String]]?
    /// As a text export has them: words by line, wherever it breaks paragraphs.
    var lines: [String]?
    var margins: [String]?
    var headings: [String]?
    var properties: [String: String]?
    var pictures: [Picture]?
    var letter: Letter?
    var inner: [String]?

    struct Picture: Decodable, Hashable {
        /// SHA-256 of its file.
        var digest: String
        var captions: [String]
        var page: Int?
    }

    struct Letter: Decodable {
        var headers: [String: String]
        var body: String?
        var attachments: [String]
    }

    static let all: [String: DocumentFixture] = {
        let index = try? JSONDecoder().decode(
            [String: DocumentFixture].self, from: Data(contentsOf: url("documents.json")))
        return index ?? [:]
    }()

    static func url(_ name: String) -> URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "Fixtures/documents/\(name)")
    }

    static func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: url(name)))
    }
}
