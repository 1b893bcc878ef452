import Foundation
import Inference
import NearestCore

/// A model as Hugging Face publishes it: a folder of weights and small JSON files. Two others are models too: a
/// network with a manifest, and a file that torchvision published.
package struct ModelFolder: Sendable, Hashable {
    /// What people call the model: `organisation/name`, or the path that they gave.
    package let id: String
    /// Absolute, without symbolic links.
    package let path: String

    /// The file of weights in PyTorch's format that stands for the whole model, as torchvision publishes them;
    /// nil where a `config.json` or a manifest describes the model.
    package let torchFile: String?

    /// - Parameter torchFile: the one that is meant where the folder may hold several.
    /// - Throws: `NearestError(.brokenModel)` when the folder has none of `config.json`, a manifest and a single
    ///   file of PyTorch's.
    package init(id: String, path: String, torchFile: String? = nil) throws {
        self.id = id
        self.path = Disk.canonical(path) ?? path
        let isDescribed = [Manifest.fileName, "config.json"].contains { Self.isFile("\(path)/\($0)") }
        self.torchFile = torchFile ?? (isDescribed ? nil : Self.onlyTorchFile(in: path))
        if self.torchFile == nil, !isDescribed { _ = try file("config.json") }
    }

    /// Whether a folder holds what a model is known by.
    static func isModel(_ path: String) -> Bool {
        [Manifest.fileName, "config.json"].contains { isFile("\(path)/\($0)") } || onlyTorchFile(in: path) != nil
    }

    static func isTorchFile(_ name: String) -> Bool { name.hasSuffix(".pth") || name.hasSuffix(".pt") }

    private static func onlyTorchFile(in path: String) -> String? {
        let files = Disk.names(in: path).filter(isTorchFile)
        return files.count == 1 ? files.first : nil
    }

    private static func isFile(_ path: String) -> Bool { FileStamp(path: path).map { !$0.isFolder } ?? false }

    /// The path of a file that must be there.
    ///
    /// - Throws: `NearestError(.brokenModel)` that names the missing file.
    package func file(_ name: String) throws -> String {
        let path = "\(path)/\(name)"
        guard let stamp = FileStamp(path: path), !stamp.isFolder else {
            throw NearestError(
                .brokenModel, path, "the model \(id) lacks this file",
                remedy: ModelLibrary.isID(id)
                    ? "`nearest models pull --force \(id)` fetches the model anew."
                    : "Put it there, or fetch or save the model again.")
        }
        return path
    }

    package func has(_ name: String) -> Bool {
        Self.isFile("\(path)/\(name)")
    }

    /// Tables of the largest models' tensors have some megabytes.
    private static let largestJSON = 64 << 20

    /// The content of a JSON file that must be there.
    ///
    /// - Throws: `NearestError(.brokenModel)` that names the file and the member that is missing or wrong.
    package func decode<Content: Decodable>(_ type: Content.Type, from name: String) throws -> Content {
        let path = try file(name)
        guard FileStamp(path: path).map({ $0.byteCount <= Self.largestJSON }) == true else {
            throw NearestError(
                .brokenModel, path, "it is larger than any file of this kind", remedy: "Fetch the model again.")
        }
        do {
            return try JSONDecoder().decode(type, from: Data(Disk.read(path)))
        } catch let error as DecodingError {
            throw NearestError(
                .brokenModel, path, Self.words(for: error),
                remedy: "Fetch the model again, or correct the file.")
        }
    }

    /// `config.json`'s `model_type`, which picks the architecture; a file of torchvision's is a ResNet.
    package func modelType() throws -> String {
        if torchFile != nil { return "resnet" }
        struct Configuration: Decodable { var model_type: String }
        return try decode(Configuration.self, from: "config.json").model_type
    }

    /// The files of weights: one, or the shards that an index file lists.
    package func weightFiles() throws -> [String] {
        struct Index: Decodable { var weight_map: [String: String] }
        if !has("model.safetensors") && has("model.safetensors.index.json") {
            let index = try decode(Index.self, from: "model.safetensors.index.json")
            let names = Set(index.weight_map.values).sorted()
            if let name = names.first(where: { $0.contains("/") || $0.isEmpty }) {
                throw NearestError(
                    .brokenModel, "\(path)/model.safetensors.index.json",
                    "it names the file of weights \"\(name)\", which is not in the model's folder",
                    remedy: "Fetch the model again.")
            }
            guard !names.isEmpty else {
                throw NearestError(
                    .brokenModel, "\(path)/model.safetensors.index.json", "it names no file of weights",
                    remedy: "Fetch the model again.")
            }
            return try names.map(file)
        }
        return [try file("model.safetensors")]
    }

    private static func words(for error: DecodingError) -> String {
        func place(_ context: DecodingError.Context) -> String {
            context.codingPath.map(\.stringValue).joined(separator: ".")
        }
        switch error {
        case .keyNotFound(let key, _): return "it has no member \(key.stringValue)"
        case .typeMismatch(_, let context) where context.codingPath.isEmpty,
            .valueNotFound(_, let context) where context.codingPath.isEmpty:
            return "it holds something else than this program expects"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            return "its member \(place(context)) has the wrong type"
        default: return "it is not valid JSON"
        }
    }
}
