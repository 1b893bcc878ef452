import Inference
import NearestCore

/// A model for pictures, and perhaps for text in the same space.
struct VisionModel: DescribedModel {
    let folder: ModelFolder
    let architecture: any VisionArchitecture
    let processor: ImageProcessor
    /// The names of the classes that it predicts; nil where it has no classifier.
    let classes: [String]?

    private let tensors: [String: ExternalTensor]

    /// The names of the networks' inputs and outputs.
    enum Port {
        static let pixels = "pixels"
        static let ids = "ids"
        static let pooled = "pooled"
        static let embedding = "embedding"
        static let logits = "logits"
    }

    /// Raised when this program's own way from picture to vector changes.
    private static let recipe = "1"

    init(_ folder: ModelFolder, _ architecture: any VisionArchitecture) throws {
        self.folder = folder
        self.architecture = architecture
        tensors = try WeightFiles.tensors(of: folder)
        processor = try ImageProcessor(architecture.imageSettings(tensors), model: folder.id)
        let classifier = ["classifier.weight", "classifier.1.weight", "fc.weight"].lazy
            .compactMap { [tensors] in tensors[$0]?.dimensions.first }.first
        classes = try classifier.map { try ClassNames.read(folder, count: $0) }
    }

    /// What the model's towers take.
    var modalities: [Modality] { architecture.textTower == nil ? [.image] : [.text, .image] }

    var dimensions: Int { architecture.dimensions }
    var maximumTokens: Int? { architecture.textTower?.maximumTokens }

    var purpose: String {
        let search = maximumTokens == nil ? "image to image search" : "text to image search, and image to image"
        return classes.map { "\(search), \($0.count) labels" } ?? search
    }

    /// How many token ids the weights know; nil where the model reads no text.
    var vocabulary: Int? { tensors["text_model.embeddings.token_embedding.weight"]?.dimensions.first }

    func checkFiles() throws {
        // The tensors were found when this was made.
        if architecture.textTower != nil { _ = try folder.tokenizerFiles() }
    }

    func encoder(_ options: EncoderOptions) throws -> any Encoder {
        let encoder = try VisionEncoder(
            self, precision: options.precision ?? Processor.preferredPrecision,
            prompts: Prompts.none.replaced(by: options))
        return classes.map { ImageClassifier(encoder, names: $0) } ?? encoder
    }

    func space(_ options: EncoderOptions) throws -> Space {
        try space(
            precision: options.precision ?? Processor.preferredPrecision,
            prompts: Prompts.none.replaced(by: options))
    }

    /// The space of this model's vectors. The digest of the weights comes from a cache.
    func space(precision: Precision, prompts: Prompts = .none, digests: DigestCache = .standard) throws -> Space {
        let weights = try Set(tensors.values.map(\.file)).sorted().map { try digests.digest(of: $0) }
        var named = [
            "architecture": try folder.modelType(),
            "image_preprocessing": processor.settings.text,
            "normalised": String(architecture.normalises),
            "pooling": architecture.embedding,
            "precision": precision.rawValue,
            "recipe": Self.recipe,
            "weights": weights.joined(separator: "+"),
        ]
        // A file of torchvision's is all that there is of its model.
        if folder.torchFile == nil { named["configuration"] = try digests.digest(of: folder.file("config.json")) }
        if let text = architecture.textTower {
            named.merge(prompts.settings) { $1 }
            named["maximum_tokens"] = String(text.maximumTokens)
            // Without a tokenizer the model still sees pictures; a text is refused when it comes.
            named["tokenizer"] = try ((try? folder.tokenizerFiles()) ?? []).map { try digests.digest(of: $0) }
                .joined(separator: "+")
        }
        return Space(
            model: folder.id, dimensions: architecture.dimensions, modalities: modalities, precision: precision,
            settings: named)
    }

    /// Pixels in; one vector a picture out, and the classes' scores where there are any.
    func imageGraph() throws -> OnnxGraph {
        let graph = OnnxGraph(name: folder.id)
        let size = processor.size
        let pixels = graph.input(Port.pixels, .f32, ["batch", 3, .fixed(size.height), .fixed(size.width)])
        let outputs = try architecture.network(pixels: pixels, size: size, tensors: tensors, in: graph)
        finish(outputs.embedding, in: graph)
        if let logits = outputs.logits, let classes {
            graph.output(logits, as: Port.logits, ["batch", .fixed(classes.count)])
        }
        return graph
    }

    /// Token ids in; one vector a text out.
    func textGraph(_ tower: any TextTower) throws -> OnnxGraph {
        let graph = OnnxGraph(name: folder.id)
        let ids = graph.input(Port.ids, .i64, ["batch", "tokens"])
        let pooled = graph.input(Port.pooled, .f32, ["batch", "tokens"])
        finish(try tower.network(ids: ids, pooled: pooled, tensors: tensors, in: graph), in: graph)
        return graph
    }

    private func finish(_ embedding: OnnxGraph.Value, in graph: OnnxGraph) {
        var vector = embedding
        if architecture.normalises {
            // The guard keeps a vector of length 0 from becoming none at all.
            let length = graph.euclideanNorm(vector, axes: [1], keepingAxes: true)
            vector = graph.divide(vector, graph.maximum(length, graph.scalar(1e-12)))
        }
        graph.output(vector, as: Port.embedding, ["batch", .fixed(architecture.dimensions)])
    }
}
