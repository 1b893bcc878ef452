import Foundation
import NearestCore

/// What a file says of an item, as the catalog's column holds it: a JSON list of names and values.
enum MetadataColumn {
    static func text(_ fields: [MetadataField]) throws -> String? {
        if fields.isEmpty { return nil }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(fields), as: UTF8.self)
    }

    /// What cannot be read is nothing that a file says.
    static func fields(_ text: String?) -> [MetadataField] {
        guard let text else { return [] }
        return (try? JSONDecoder().decode([MetadataField].self, from: Data(text.utf8))) ?? []
    }
}
