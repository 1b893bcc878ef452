/// Which kind of model a folder holds.
enum DescribedModels {
    /// - Throws: `NearestError(.unknownModel)` when nothing here reads the folder, `.brokenModel` when it
    ///   contradicts itself.
    static func describe(_ folder: ModelFolder) throws -> any DescribedModel {
        if folder.has(Manifest.fileName) { return try ManifestModel(folder) }
        if AudioModel.reads(folder) { return try AudioModel(folder) }
        if VideoModel.reads(folder) { return try VideoModel(folder) }
        if let architecture = try VisionArchitectures.architecture(of: folder) {
            return try VisionModel(folder, architecture)
        }
        return try TextModel(folder)
    }
}
