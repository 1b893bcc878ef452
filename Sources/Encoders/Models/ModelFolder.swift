import Foundation
import Inference
import NearestCore

/// A model as Hugging Face publishes it: a folder of weights and small JSON files.
package struct ModelFolder: Sendable, Hashable {
    /// What people call the model: `organisation/name`, or the path that they gave.
    package let id: String
    /// Absolute, without symbolic links.
    package let path: String

    /// - Throws: `NearestError(.brokenModel)` when the folder has no `config.json`.
    package init(id: String, path: String) throws {
        self.id = id
        self.path = Disk.canonical(path) ?? path
        _ = try file("config.json")
    }

    /// The path of a file that must be there.
    ///
    /// - Throws: `NearestError(.brokenModel)` that names the missing file.
    package func file(_ name: String) throws -> String {
        let path = "\(path)/\(name)"
        guard let stamp = FileStamp(path: path), !stamp.isFolder else {
            throw NearestError(
                .brokenModel, path, "the model \(id) lacks this file",
                remedy: "Fetch the model again; scripts/bootstrap does for its own.")
        }
        return path
    }

    package func has(_ name: String) -> Bool {
        FileStamp(path: "\(path)/\(name)").map { !$0.isFolder } ?? false
    }

    /// The content of a JSON file that must be there.
    ///
    /// - Throws: `NearestError(.brokenModel)` that names the file and the member that is missing or wrong.
    package func decode<Content: Decodable>(_ type: Content.Type, from name: String) throws -> Content {
        let path = try file(name)
        do {
            return try JSONDecoder().decode(type, from: Data(Disk.read(path)))
        } catch let error as DecodingError {
            throw NearestError(
                .brokenModel, path, Self.words(for: error),
                remedy: "Fetch the model again, or correct the file.")
        }
    }

    /// `config.json`'s `model_type`, which picks the architecture.
    package func modelType() throws -> String {
        struct Configuration: Decodable { var model_type: String }
        return try decode(Configuration.self, from: "config.json").model_type
    }

    /// The files of weights: one, or the shards that an index file lists.
    package func weightFiles() throws -> [String] {
        struct Index: Decodable { var weight_map: [String: String] }
        if !has("model.safetensors") && has("model.safetensors.index.json") {
            let index = try decode(Index.self, from: "model.safetensors.index.json")
            // A name that leads out of the folder is not followed.
            let names = Set(index.weight_map.values).sorted()
            return try names.map { try file($0.split(separator: "/").last.map(String.init) ?? $0) }
        }
        return [try file("model.safetensors")]
    }

    private static func words(for error: DecodingError) -> String {
        func place(_ context: DecodingError.Context) -> String {
            context.codingPath.map(\.stringValue).joined(separator: ".")
        }
        switch error {
        case .keyNotFound(let key, _): return "it has no member \(key.stringValue)"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            return "its member \(place(context)) has the wrong type"
        default: return "it is not valid JSON"
        }
    }
}
