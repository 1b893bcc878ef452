import Inference
import NearestCore

/// A model for films.
struct VideoModel: DescribedModel {
    let folder: ModelFolder
    let perceiver: Perceiver
    let processor: ImageProcessor
    /// The names of the classes that it predicts.
    let classes: [String]

    private let tensors: [String: ExternalTensor]

    /// Raised when this program's own way from film to vector changes.
    private static let recipe = "1"

    /// Whether the folder holds a model of a kind that is known here.
    static func reads(_ folder: ModelFolder) -> Bool {
        (try? folder.modelType()).map(Perceiver.modelTypes.contains) ?? false
    }

    init(_ folder: ModelFolder) throws {
        self.folder = folder
        tensors = try WeightFiles.tensors(of: folder)
        perceiver = try Perceiver(folder, tensors: tensors)
        processor = try ImageProcessor(Self.settings(side: perceiver.configuration.side), model: folder.id)
        classes = try ClassNames.read(folder, count: perceiver.classes)
    }

    /// The folder says nothing of how pictures get their size. The model was trained on squares from the middle of
    /// films, and its authors' examples cut one and resize it bilinearly; Pillow's filter does that without
    /// aliasing.
    private static func settings(side: Int) -> ImageSettings {
        ImageSettings(
            resizing: .shortestEdge(side), filter: .bilinear,
            crop: ImageSettings.PixelSize(height: side, width: side), scale: 1 / 255)
    }

    var dimensions: Int { perceiver.configuration.width }
    let modalities: [Modality] = [.video]
    let maximumTokens: Int? = nil
    var purpose: String { "video to video search, \(classes.count) labels" }

    func checkFiles() throws {
        // The tensors were found when this was made.
    }

    func encoder(_ options: EncoderOptions) throws -> any Encoder {
        try VideoEncoder(self, precision: options.precision ?? Processor.preferredPrecision)
    }

    func space(_ options: EncoderOptions) throws -> Space {
        try space(precision: options.precision ?? Processor.preferredPrecision)
    }

    /// The space of this model's vectors. The digest of the weights comes from a cache.
    func space(precision: Precision, digests: DigestCache = .standard) throws -> Space {
        let sampling = perceiver.configuration.sampling
        let weights = try Set(tensors.values.map(\.file)).sorted().map { try digests.digest(of: $0) }
        let named = [
            "architecture": try folder.modelType(),
            "configuration": try digests.digest(of: folder.file("config.json")),
            "image_preprocessing": processor.settings.text,
            "normalised": "false",
            "pooling": "mean of the last latents",
            "precision": precision.rawValue,
            "recipe": Self.recipe,
            "sampling": "\(sampling.frames) frames at \(sampling.frameRate)/s around the middle, "
                + "sound at \(sampling.soundRate)/s",
            "weights": weights.joined(separator: "+"),
        ]
        return Space(
            model: folder.id, dimensions: dimensions, modalities: modalities, precision: precision, settings: named)
    }
}
