import Inference
import NearestCore

/// What a list of models says about one.
package struct ModelSummary: Sendable, Hashable, Codable {
    /// `organisation/name`.
    package var id: String
    /// Nil for a plain descriptor, which has no files.
    package var path: String?
    /// `config.json`'s `model_type`, such as `bert`; `manifest` for a network with one; `plain` for a descriptor.
    package var kind: String
    /// Of its vectors; nil where no architecture here reads it.
    package var dimensions: Int?
    /// What it encodes; empty where it cannot be used.
    package var modalities: [Modality] = []
    /// Of a text, special tokens included.
    package var maximumTokens: Int?
    /// All files of the folder that this program reads.
    package var bytes: Int
    /// What it is for, in a few words.
    package var purpose = ""
    /// Why it cannot be used, where it cannot.
    package var problem: String?

    package init(_ folder: ModelFolder) {
        id = folder.id
        path = folder.path
        kind = folder.has(Manifest.fileName) ? "manifest" : (try? folder.modelType()) ?? "unknown"
        bytes = Self.bytes(in: folder.path)
        do {
            let model = try DescribedModels.describe(folder)
            dimensions = model.dimensions
            maximumTokens = model.maximumTokens
            // Missing weights or tokenizers show here, not at the first search.
            try model.checkFiles()
            modalities = model.modalities
            purpose = model.purpose
        } catch {
            purpose = "not usable here"
            problem = String(describing: error)
        }
    }

    init(_ model: PlainModel) {
        (id, kind, dimensions, modalities) = (model.id, "plain", model.dimensions, model.modalities)
        (purpose, bytes) = (model.purpose, 0)
    }

    private static func bytes(in folder: String) -> Int {
        Disk.names(in: folder).reduce(0) { sum, name in
            guard let stamp = FileStamp(path: "\(folder)/\(name)"), !stamp.isFolder else { return sum }
            return sum + stamp.byteCount
        }
    }
}
