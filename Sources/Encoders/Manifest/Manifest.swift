import Inference
import NearestCore
import Tokenizers

/// What `nearest.json` says about a network that somebody else's program made: what it encodes, how its inputs
/// are prepared, and what its outputs mean.
///
/// It stands in the model's folder, beside the network. Members in brackets may be missing; what is missing has
/// the value behind `=`. An input or output is a name or a position, counted from 0.
///
///     {
///       "network": "model.onnx",         .onnx with its external data, .tflite, or .xml with its .bin
///       ["purpose": "…",]                a few words for `nearest models`
///       ["batch": 8,]                    inputs of one run, where the network leaves that open
///
///       exactly one of:
///       "text":  {["tokenizer": = "tokenizer.json"], "ids": …, ["mask": …], ["types": …], ["type": = "i64"],
///                 "maximum_tokens": 512, ["padding": = 0]},
///       "image": {["input": = 0], ["layout": "NCHW" | "NHWC" = "NCHW"], ["type": = "f32"],
///                 ["channels": "RGB" | "BGR" = "RGB"], ["quantisation": …], "preprocessing": …},
///       "audio": {["input": = 0], ["type": = "f32"], ["rate": = 16000], "samples": … or "log_mel": …},
///
///       one or both of:
///       "embedding": {["output": = 0], "dimensions": 512, ["pooling": = "none"], ["layout": = "NCHW"],
///                     ["normalise": = false], ["quantisation": …]},
///       "scores":    {["output": = 0], "are": "logits" | "independent_logits" | "probabilities",
///                     "labels": "labels.txt", ["quantisation": …]}
///     }
///
/// `type` is `f32`, `f16`, `u8`, `i8`, `i32` or `i64`. `quantisation` is `{"scale": 0.5, "zero_point": 128}`: a
/// stored number stands for (number − zero_point) × scale. Pictures that go in as whole numbers without
/// `quantisation` go in as their pixels are. `preprocessing` is `"preprocessor_config.json"`, or
/// `{"resize": {"height": …, "width": …} or {"shortest_edge": …}, "crop": {"height": …, "width": …}, "resampling":
/// = "bilinear", "rescale": = 1/255, "mean": [r, g, b], "std": [r, g, b]}`. `samples` is `{"length": …, "hop": …}`;
/// `log_mel` is documented with `MelPatches.Settings`. `pooling` is `none`, `mean` (over all places), `masked_mean`
/// and `first_token` (of a text's tokens) or `spatial_mean` (of a picture's places, in `layout`). Without
/// `embedding` the class scores are the embedding: weak, but all that such a network says. `labels` are read by
/// `LabelsFile`.
struct Manifest: Sendable {
    static let fileName = "nearest.json"

    /// The manifest itself.
    let path: String
    /// The network's file, relative to the folder.
    let network: String
    let purpose: String?
    let batch: Int?
    let input: Input
    let embedding: ManifestEmbedding
    let scores: ManifestScores?
    /// All that the manifest says, place by place.
    let settings: [String: String]

    enum Input: Sendable {
        case text(ManifestText)
        case image(ManifestImage)
        case audio(ManifestAudio)
    }

    /// - Throws: `NearestError(.brokenModel)` that names the manifest, the member, and what is allowed there.
    init(_ folder: ModelFolder) throws {
        path = try folder.file(Self.fileName)
        let node = try ConfigurationNode(
            contentsOf: path, remedy: "Correct the file; `nearest models show --help` says what it may hold.")
        let inputs = ["text", "image", "audio"]
        let object = try ManifestObject(
            node, members: ["network", "purpose", "batch"] + inputs + ["embedding", "scores"])
        network = try object.file("network", endings: [".onnx", ".tflite", ".xml"])
        purpose = try object.text("purpose")
        batch = try object.whole("batch", in: 1...4096)
        let given = inputs.filter { node.child($0) != nil }
        guard given.count == 1 else {
            throw node.broken("must have exactly one of text, image and audio, not \(given.count) of them")
        }
        switch given[0] {
        case "text": input = .text(try ManifestText(node.required("text")))
        case "image": input = .image(try ManifestImage(node.required("image"), folder))
        default: input = .audio(try ManifestAudio(node.required("audio")))
        }
        scores = try node.child("scores").map { try ManifestScores($0, folder) }
        if let child = node.child("embedding") {
            embedding = try ManifestEmbedding(child, modality: input.modality)
        } else if let scores {
            embedding = ManifestEmbedding(scores)
        } else {
            throw node.broken("must have embedding, scores or both")
        }
        settings = try Dictionary(node.leaves().map { ("manifest.\($0.place)", $0.text) }) { first, _ in first }
    }
}

extension Manifest.Input {
    var modality: Modality {
        switch self {
        case .text: .text
        case .image: .image
        case .audio: .audio
        }
    }
}
