import Crypto
import NearestCore

/// A model for sound as its folder describes it, before its network is compiled: cheap to make, and enough to
/// say which space its vectors belong to.
struct AudioModel: Sendable {
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

    /// The space of this model's vectors. The digest of the weights comes from a cache.
    func space(precision: Precision, digests: DigestCache = .standard) throws -> Space {
        let named = [
            "architecture": try folder.modelType(),
            "configuration": try digests.digest(of: folder.file("config.json")),
            "normalised": "false",
            "pooling": "mean over time of the encoder's last states",
            "precision": precision.rawValue,
            "recipe": Self.recipe,
            "weights": try folder.weightFiles().map { try digests.digest(of: $0) }.joined(separator: "+"),
            "windows": "30 s, their means weighted by length",
        ]
        let lines = named.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)\n" }.joined()
        return Space(
            model: folder.id, dimensions: whisper.dimensions, modalities: [.audio], precision: precision,
            settings: named, fingerprint: ContentDigest(bytes: SHA256.hash(data: Array(lines.utf8))).hexadecimal)
    }
}
