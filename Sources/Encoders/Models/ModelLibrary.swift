import Inference
import NearestCore

/// The models on this machine.
///
///     $NEAREST_MODELS_DIR/ORG/NAME                              default: $XDG_DATA_HOME/nearest/models
///     $HF_HOME/hub/models--ORG--NAME/snapshots/REVISION         default: ~/.cache/huggingface
///
/// The first place that has a model wins. In Hugging Face's cache, `refs/main` says which revision is meant.
package struct ModelLibrary: Sendable {
    /// Looked up first: folders named ORG/NAME.
    package let modelsFolder: String
    /// Hugging Face's own cache.
    package let hubFolder: String

    /// The model that is used where the user names none.
    package static let defaultModel = "sentence-transformers/all-MiniLM-L6-v2"

    package init(modelsFolder: String, hubFolder: String) {
        self.modelsFolder = modelsFolder
        self.hubFolder = hubFolder
    }

    /// The library that the environment describes.
    ///
    /// - Throws: `NearestError(.system)` when there is no home folder to start from.
    package static func standard() throws -> ModelLibrary {
        let models = try UserFolders.environment("NEAREST_MODELS_DIR") ?? UserFolders.data() + "/models"
        return ModelLibrary(modelsFolder: models, hubFolder: try hub())
    }

    private static func hub() throws -> String {
        if let hub = UserFolders.environment("HF_HUB_CACHE") { return hub }
        if let home = UserFolders.environment("HF_HOME") { return home + "/hub" }
        let cache = try UserFolders.environment("XDG_CACHE_HOME") ?? UserFolders.home() + "/.cache"
        return cache + "/huggingface/hub"
    }

    /// The folder of a model.
    ///
    /// - Parameter model: `ORG/NAME`, `NAME` where only one organisation here has it, or the path of a folder or of
    ///   a file of weights that torchvision published. A path with a leading `.`, `/` or `~` is nothing else; any
    ///   other is looked at after the models of this library, so that no folder that happens to lie in the working
    ///   directory takes the place of one.
    /// - Throws: `NearestError(.unknownModel)` that names what is here; `.brokenModel` for a folder that is no
    ///   model.
    package func folder(of model: String) throws -> ModelFolder {
        if let path = explicitPath(model) { return try folder(at: path) }
        if let folder = try folder(withID: model) { return folder }
        if isNearby(model) { return try folder(at: model) }
        let namesakes = identifiers().filter { $0.split(separator: "/").last.map(String.init) == model }
        if namesakes.count == 1, let only = namesakes.first { return try folder(of: only) }
        throw unknown(model, namesakes)
    }

    /// The folder of the model `ORG/NAME` in one of the places of this library, and nowhere else.
    ///
    /// - Returns: nil when none has it, or for a name of another form.
    /// - Throws: `NearestError(.brokenModel)` for a folder that is no model.
    package func folder(withID model: String) throws -> ModelFolder? {
        guard Self.isID(model) else { return nil }
        let own = "\(modelsFolder)/\(model)"
        if FileStamp(path: own)?.isFolder == true { return try ModelFolder(id: model, path: own) }
        return try snapshot(of: model).map { try ModelFolder(id: model, path: $0) }
    }

    /// The model at a path: a folder, or a file that stands for one.
    private func folder(at path: String) throws -> ModelFolder {
        guard let stamp = FileStamp(path: path) else {
            throw NearestError(
                .unknownModel, path, "there is no such folder or file",
                remedy: "Check the path; `nearest models` lists the models that are here.")
        }
        if stamp.isFolder { return try ModelFolder(id: path, path: path) }
        let slash = path.lastIndex(of: "/")
        let home = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
        if ModelFolder.isTorchFile(name) { return try ModelFolder(id: path, path: home, torchFile: name) }
        if name == Manifest.fileName { return try ModelFolder(id: home, path: home) }
        throw NearestError(
            .unknownModel, path, "this is a file, and a model is a folder",
            remedy: "Name the folder; a network alone needs a \(Manifest.fileName) beside it, which "
                + "`nearest models show --help` explains.")
    }

    /// Every model on the disk, known here or not, by name.
    package func list() -> [ModelSummary] {
        identifiers().compactMap { id in
            (try? folder(of: id)).map { ModelSummary($0) }
        }
    }

    /// The names of all models, sorted; each once.
    private func identifiers() -> [String] {
        var found = Set<String>()
        for organisation in Disk.names(in: modelsFolder) {
            for name in Disk.names(in: "\(modelsFolder)/\(organisation)")
            where ModelFolder.isModel("\(modelsFolder)/\(organisation)/\(name)") {
                found.insert("\(organisation)/\(name)")
            }
        }
        for name in Disk.names(in: hubFolder) where name.hasPrefix("models--") {
            let parts = name.dropFirst("models--".count).split(separator: "-", omittingEmptySubsequences: false)
            let id = parts.joined(separator: "-").replacingFirst("--", with: "/")
            if Self.isID(id), let snapshot = snapshot(of: id), ModelFolder.isModel(snapshot) {
                found.insert(id)
            }
        }
        return found.sorted()
    }

    private func snapshot(of model: String) -> String? {
        let folder = "\(hubFolder)/models--\(model.replacingFirst("/", with: "--"))"
        guard let reference = try? Disk.read(folder + "/refs/main") else { return nil }
        let revision =
            String(decoding: reference, as: UTF8.self)
            .split(whereSeparator: \.isWhitespace).first.map(String.init) ?? ""
        guard !revision.isEmpty, !revision.contains("/"), revision != ".." else { return nil }
        let snapshot = "\(folder)/snapshots/\(revision)"
        return FileStamp(path: snapshot)?.isFolder == true ? snapshot : nil
    }

    /// Whether the name is `ORG/NAME` and stays inside the folders that it is looked up in.
    static func isID(_ model: String) -> Bool {
        let parts = model.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty && !$0.hasPrefix(".") }
    }

    /// The path that the user means, when it can be nothing else.
    private func explicitPath(_ model: String) -> String? {
        if model.hasPrefix("~/"), let home = try? UserFolders.home() { return home + model.dropFirst() }
        let isPath = ["/", "./", "../"].contains { model.hasPrefix($0) } || [".", ".."].contains(model)
        return isPath ? model : nil
    }

    /// Whether a model or a file lies at this path in the working directory.
    private func isNearby(_ path: String) -> Bool {
        if let stamp = FileStamp(path: path), !stamp.isFolder { return true }
        return ModelFolder.isModel(path)
    }

    private func unknown(_ model: String, _ namesakes: [String]) -> NearestError {
        if namesakes.count > 1 {
            return NearestError(
                .unknownModel, model, "several models here have this name",
                remedy: "Choose one of: \(namesakes.joined(separator: ", ")).")
        }
        let here = identifiers()
        let remedy =
            here.isEmpty
            ? "No model is in \(modelsFolder); `nearest models pull \(Self.defaultModel)` fetches the default one."
            : "Models here: \(here.joined(separator: ", ")). Or give the path of a model's folder."
        let fetching = Self.isID(model) ? "`nearest models pull \(model)` fetches it from the hub. " : ""
        return NearestError(
            .unknownModel, model, "there is no such model on this machine", remedy: fetching + remedy)
    }
}

extension String {
    /// With the first occurrence of `part`, if there is one, replaced.
    fileprivate func replacingFirst(_ part: String, with replacement: String) -> String {
        guard let range = firstRange(of: part) else { return self }
        return self[..<range.lowerBound] + replacement + self[range.upperBound...]
    }
}
