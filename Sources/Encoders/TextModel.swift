import Inference
import NearestCore

/// A model for text.
struct TextModel: DescribedModel {
    let folder: ModelFolder
    let architecture: any TextArchitecture
    let settings: SentenceSettings
    /// The model's own.
    let prompts: Prompts
    let dimensions: Int
    /// How many token ids the weights know; nil where `config.json` does not say.
    let vocabulary: Int?

    /// The names of the network's inputs and output.
    enum Port {
        static let ids = "ids"
        static let mask = "mask"
        /// Where the prompt's tokens do not count.
        static let counted = "counted"
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
        prompts = try ModelPrompts.prompts(of: folder)
        let (pooledWidth, isTooWide) = architecture.dimensions.multipliedReportingOverflow(
            by: settings.poolings.count)
        if isTooWide {
            throw NearestError(
                .brokenModel, folder.path, "its vectors are impossibly long", remedy: ModelFolder.sizesRemedy)
        }
        var width = pooledWidth
        for layer in settings.denseLayers {
            guard layer.inputs == width else {
                throw NearestError(
                    .brokenModel, folder.path, "a dense layer takes \(layer.inputs) values where \(width) come",
                    remedy: "Fetch the model again.")
            }
            width = layer.outputs
        }
        dimensions = width
    }

    /// The longest sequence, special tokens included: sentence-transformers' own setting wins over the
    /// tokenizer's, and the model's positions bound it.
    var longestSequence: Int {
        min(settings.maximumTokens ?? architecture.maximumTokens, architecture.maximumTokens)
    }

    let modalities: [Modality] = [.text]
    var maximumTokens: Int? { longestSequence }
    let purpose = "text to text search"

    func checkFiles() throws {
        _ = try WeightFiles.paths(of: folder)
        _ = try folder.tokenizerFiles()
    }

    func encoder(_ options: EncoderOptions) throws -> any Encoder {
        try TextEncoder(
            self, precision: options.precision ?? Processor.preferredPrecision,
            prompts: prompts.replaced(by: options))
    }

    func space(_ options: EncoderOptions) throws -> Space {
        try space(
            precision: options.precision ?? Processor.preferredPrecision, prompts: prompts.replaced(by: options))
    }

    /// The space of this model's vectors. The digest of the weights comes from a cache.
    func space(precision: Precision, prompts: Prompts = .none, digests: DigestCache = .standard) throws -> Space {
        let weights = try WeightFiles.paths(of: folder).map { try digests.digest(of: $0) }.joined(separator: "+")
        var named = [
            "architecture": try folder.modelType(),
            "maximum_tokens": String(longestSequence),
            "normalised": String(settings.normalises),
            "pooling": settings.poolings.map(\.rawValue).joined(separator: "+"),
            "precision": precision.rawValue,
            "recipe": Self.recipe,
            "tokenizer": try folder.tokenizerFiles().map { try digests.digest(of: $0) }.joined(separator: "+"),
            "weights": weights,
            // Layers, heads, epsilon and activation stand here.
            "configuration": try digests.digest(of: folder.file("config.json")),
        ]
        // What most models have not is named only where it is, so that their fingerprints stay.
        named.merge(prompts.settings) { $1 }
        if prompts != .none, !settings.poolsPrompt { named["prompt_pooled"] = "false" }
        if settings.lowercases { named["lowercase"] = "true" }
        if !settings.denseLayers.isEmpty { named["steps"] = try steps(digests) }
        return Space(
            model: folder.id, dimensions: dimensions, modalities: modalities, precision: precision,
            settings: named)
    }

    private func steps(_ digests: DigestCache) throws -> String {
        try settings.steps.map { step in
            switch step {
            case .dense(let layer): try layer.text + ", " + digests.digest(of: layer.file)
            case .normalize: "normalise"
            }
        }.joined(separator: "; ")
    }

    /// The whole network: token ids and mask in, one vector a text out.
    func graph() throws -> OnnxGraph {
        let graph = OnnxGraph(name: folder.id)
        let ids = graph.input(Port.ids, .i64, ["batch", "tokens"])
        let mask = graph.cast(graph.input(Port.mask, .i64, ["batch", "tokens"]), to: .f32)
        let counted =
            settings.poolsPrompt
            ? nil : graph.cast(graph.input(Port.counted, .i64, ["batch", "tokens"]), to: .f32)
        let states = try architecture.states(
            ids: ids, mask: mask, tensors: WeightFiles.tensors(of: folder), in: graph)
        let pooled = settings.poolings.map { $0.pool(states, mask: mask, counted: counted, in: graph) }
        var vector = pooled.count == 1 ? pooled[0] : graph.concatenate(pooled, axis: 1)
        for step in settings.steps { vector = try apply(step, to: vector, in: graph) }
        graph.output(vector, as: Port.embedding, ["batch", .fixed(dimensions)])
        return graph
    }

    private func apply(
        _ step: SentenceSettings.Step, to vector: OnnxGraph.Value, in graph: OnnxGraph
    ) throws -> OnnxGraph.Value {
        switch step {
        case .dense(let layer): return try layer.apply(vector, in: graph)
        case .normalize:
            // PyTorch's own guard against a vector of length 0.
            let length = graph.euclideanNorm(vector, axes: [1], keepingAxes: true)
            return graph.divide(vector, graph.maximum(length, graph.scalar(1e-12)))
        }
    }
}
