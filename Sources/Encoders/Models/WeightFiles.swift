import Inference
import NearestCore

/// Where a folder keeps its weights.
enum WeightFiles {
    /// The files that hold a model's weights: `model.safetensors` or its shards; else PyTorch's own format, as
    /// `pytorch_model.bin` or the only `.pth` file.
    ///
    /// - Throws: `NearestError(.brokenModel)` that names the file that is missing.
    static func paths(of folder: ModelFolder) throws -> [String] {
        try torchFile(of: folder).map { [try folder.file($0)] } ?? folder.weightFiles()
    }

    /// Every tensor of a model by name.
    ///
    /// - Throws: `NearestError(.brokenModel)` that names the file that is missing or broken.
    static func tensors(of folder: ModelFolder) throws -> [String: ExternalTensor] {
        if let file = torchFile(of: folder) { return try TorchFile(path: folder.file(file)).tensors }
        return try folder.weightFiles().reduce(into: [:]) { tensors, file in
            tensors.merge(try SafetensorsFile(path: file).tensors) { first, _ in first }
        }
    }

    private static func torchFile(of folder: ModelFolder) -> String? {
        if let file = folder.torchFile { return file }
        if folder.has("model.safetensors") || folder.has("model.safetensors.index.json") { return nil }
        if folder.has("pytorch_model.bin") { return "pytorch_model.bin" }
        let files = Disk.names(in: folder.path).filter(ModelFolder.isTorchFile)
        return files.count == 1 ? files.first : nil
    }
}
