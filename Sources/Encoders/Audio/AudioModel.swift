import Inference
import NearestCore

/// A model for sound.
struct AudioModel: DescribedModel {
    let folder: ModelFolder
    let whisper: Whisper

    /// Raised when this program's own way from sound to vector changes.
    private static let recipe = "1"

    /// Whether the folder holds a model of a kind that is known here.
    static func reads(_ folder: ModelFolder) -> Bool {
        (try? folder.modelType()).map(Whisper.modelTypes.contains) ?? false
    }

    init(_ folder: ModelFolder) throws {
        self.folder = folder
        whisper = try Whisper(folder)
    }

    var dimensions: Int { whisper.dimensions }
    let modalities: [Modality] = [.audio]
    let maximumTokens: Int? = nil
    let purpose = "audio to audio search, and speech to text"

    func checkFiles() throws { _ = try WeightFiles.paths(of: folder) }

    func encoder(_ options: EncoderOptions) throws -> any Encoder {
        try AudioEncoder(self, precision: options.precision ?? Processor.preferredPrecision)
    }

    func space(_ options: EncoderOptions) throws -> Space {
        try space(precision: options.precision ?? Processor.preferredPrecision)
    }

    /// The space of this model's vectors. The digest of the weights comes from a cache.
    func space(precision: Precision, digests: DigestCache = .standard) throws -> Space {
        let named = [
            "architecture": try folder.modelType(),
            "configuration": try digests.digest(of: folder.file("config.json")),
            "normalised": "false",
            "pooling": "mean over time of the encoder's last states",
            "precision": precision.rawValue,
            "recipe": Self.recipe,
            "weights": try WeightFiles.paths(of: folder).map { try digests.digest(of: $0) }.joined(separator: "+"),
            "windows": "30 s, their means weighted by length",
        ]
        return Space(
            model: folder.id, dimensions: whisper.dimensions, modalities: [.audio], precision: precision,
            settings: named)
    }
}
