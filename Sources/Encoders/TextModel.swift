import Inference
import NearestCore

/// A model for text.
struct TextModel: DescribedModel {
    let folder: ModelFolder
    let architecture: any TextArchitecture
    let settings: SentenceSettings
    /// How many token ids the weights know; nil where `config.json` does not say.
    let vocabulary: Int?

    /// The names of the network's inputs and output.
    enum Port {
        static let ids = "ids"
        static let mask = "mask"
        static let embedding = "embedding"
    }

    /// Raised when this program's own way from text to vector changes.
    private static let recipe = "1"

    init(_ folder: ModelFolder) throws {
        self.folder = folder
        architecture = try TextArchitectures.architecture(of: folder)
        settings = try SentenceSettings(folder)
        struct Configuration: Decodable { var vocab_size: Int? }
        vocabulary = try folder.decode(Configuration.self, from: "config.json").vocab_size
    }

    /// The longest sequence, special tokens included: sentence-transformers' own setting wins over the
    /// tokenizer's, and the model's positions bound it.
    var longestSequence: Int {
        min(settings.maximumTokens ?? architecture.maximumTokens, architecture.maximumTokens)
    }

    var dimensions: Int { architecture.dimensions }
    let modalities: [Modality] = [.text]
    var maximumTokens: Int? { longestSequence }
    let purpose = "text to text search"

    func checkFiles() throws {
        _ = try folder.weightFiles()
        _ = try tokenizerFile()
    }

    func encoder(_ options: EncoderOptions) throws -> any Encoder {
        try TextEncoder(self, precision: options.precision ?? Processor.preferredPrecision)
    }

    func space(_ options: EncoderOptions) throws -> Space {
        try space(precision: options.precision ?? Processor.preferredPrecision)
    }

    func tokenizerFile() throws -> String {
        try folder.file("tokenizer.json")
    }

    /// The space of this model's vectors. The digest of the weights comes from a cache.
    func space(precision: Precision, digests: DigestCache = .standard) throws -> Space {
        let weights = try folder.weightFiles().map { try digests.digest(of: $0) }.joined(separator: "+")
        let named = [
            "architecture": try folder.modelType(),
            "maximum_tokens": String(longestSequence),
            "normalised": String(settings.normalises),
            "pooling": settings.pooling.rawValue,
            "precision": precision.rawValue,
            "recipe": Self.recipe,
            "tokenizer": try digests.digest(of: tokenizerFile()),
            "weights": weights,
            // Layers, heads, epsilon and activation stand here.
            "configuration": try digests.digest(of: folder.file("config.json")),
        ]
        return Space(
            model: folder.id, dimensions: architecture.dimensions, modalities: [.text], precision: precision,
            settings: named)
    }

    /// The whole network: token ids and mask in, one vector a text out.
    func graph() throws -> OnnxGraph {
        let files = try folder.weightFiles().map { try SafetensorsFile(path: $0) }
        let graph = OnnxGraph(name: folder.id)
        let ids = graph.input(Port.ids, .i64, ["batch", "tokens"])
        let mask = graph.cast(graph.input(Port.mask, .i64, ["batch", "tokens"]), to: .f32)
        let states = try architecture.states(ids: ids, mask: mask, weights: files, in: graph)
        var vector = settings.pooling.pool(states, mask: mask, in: graph)
        if settings.normalises {
            // PyTorch's own guard against a vector of length 0.
            let length = graph.euclideanNorm(vector, axes: [1], keepingAxes: true)
            vector = graph.divide(vector, graph.maximum(length, graph.scalar(1e-12)))
        }
        graph.output(vector, as: Port.embedding, ["batch", .fixed(architecture.dimensions)])
        return graph
    }
}
