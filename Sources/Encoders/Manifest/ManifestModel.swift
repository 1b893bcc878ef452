import Inference
import NearestCore

/// A model that a manifest describes: a network in ONNX, TensorFlow Lite or OpenVINO IR.
struct ManifestModel: DescribedModel {
    let folder: ModelFolder
    let manifest: Manifest

    /// Raised when this program's own way from input to vector changes.
    private static let recipe = "1"

    init(_ folder: ModelFolder) throws {
        self.folder = folder
        manifest = try Manifest(folder)
    }

    var dimensions: Int { manifest.embedding.dimensions }
    var modalities: [Modality] { [manifest.input.modality] }

    var maximumTokens: Int? {
        if case .text(let text) = manifest.input { text.maximumTokens } else { nil }
    }

    var purpose: String {
        let modality = manifest.input.modality.rawValue
        let search = manifest.purpose ?? "\(modality) to \(modality) search"
        let weakness = manifest.embedding.isScores ? " by class scores only, which is weak" : ""
        return search + weakness + (manifest.scores.map { ", \($0.labels.count) labels" } ?? "")
    }

    func checkFiles() throws {
        _ = try companions()
        if case .text(let text) = manifest.input { _ = try folder.file(text.tokenizer) }
    }

    /// The network's file.
    func networkFile() throws -> String { try folder.file(manifest.network) }

    /// The files of weights beside the network's.
    func companions() throws -> [String] {
        let file = try networkFile()
        if file.hasSuffix(".xml") { return [try folder.file(String(manifest.network.dropLast(4)) + ".bin")] }
        guard file.hasSuffix(".onnx") else { return [] }
        let slash = manifest.network.lastIndex(of: "/")
        let home = slash.map { manifest.network[...$0] } ?? ""
        return try OnnxFile(path: file).locations.map { try folder.file(home + $0) }
    }

    func encoder(_ options: EncoderOptions) throws -> any Encoder {
        let encoder = try ManifestEncoder(
            self, precision: options.precision ?? Processor.preferredPrecision,
            prompts: Prompts.none.replaced(by: options))
        return manifest.scores.map { ManifestClassifier(encoder, $0) } ?? encoder
    }

    func space(_ options: EncoderOptions) throws -> Space {
        try space(
            precision: options.precision ?? Processor.preferredPrecision,
            prompts: Prompts.none.replaced(by: options))
    }

    /// The space of this model's vectors: the whole manifest and every file that it names. Digests come from a
    /// cache.
    func space(
        precision: Precision, prompts: Prompts = .none, digests: DigestCache = .standard
    ) throws -> Space {
        var named = manifest.settings.merging(prompts.settings) { first, _ in first }
        named["normalised"] = String(manifest.embedding.normalises)
        named["architecture"] = "a network with a manifest"
        named["precision"] = precision.rawValue
        named["recipe"] = Self.recipe
        named["weights"] = try ([networkFile()] + companions()).map { try digests.digest(of: $0) }
            .joined(separator: "+")
        switch manifest.input {
        case .text(let text): named["tokenizer"] = try digests.digest(of: folder.file(text.tokenizer))
        case .image(let image): named["image_preprocessing"] = image.processor.settings.text
        case .audio: break
        }
        return Space(
            model: folder.id, dimensions: dimensions, modalities: modalities, precision: precision, settings: named)
    }
}
