import Foundation

/// Which files of a repository this program reads; the rest, weights for other frameworks above all, stays there.
struct FileChoice {
    /// The paths of all files of the repository.
    let files: Set<String>

    init(_ files: [String]) {
        self.files = Set(files.filter(Self.isSafe))
    }

    /// A description of inputs and outputs for a model that no architecture here knows.
    static let manifest = "nearest.json"
    /// Which architecture it is, where there is no manifest.
    static let configuration = "config.json"
    static let weights = "model.safetensors"
    static let weightIndex = "model.safetensors.index.json"

    private static let small: Set<String> = [
        "config.json", "generation_config.json", "preprocessor_config.json",
        "tokenizer.json", "tokenizer_config.json", "added_tokens.json", "vocab.txt", "vocab.json", "merges.txt",
        "modules.json", "config_sentence_transformers.json", "sentence_bert_config.json",
        "labels.txt", "imagenet_labels.txt", "imagenet_classes.txt",
    ]

    /// The files that say whether the model can be used, and which others belong to it; fetched before anything
    /// else.
    var guides: [String] {
        var guides = [files.contains(Self.manifest) ? Self.manifest : Self.configuration]
        if !files.contains(Self.weights) { guides.append(Self.weightIndex) }
        return guides.filter(files.contains)
    }

    /// All that belong to the model, sorted.
    ///
    /// - Parameters:
    ///   - named: every text in the manifest; those that are files of the repository belong to the model.
    ///   - shards: the files that the index of the weights lists.
    func chosen(named: [String], shards: [String]) -> [String] {
        var chosen = files.filter { Self.small.contains($0) || Self.isModule($0) }
        chosen.formUnion(guides)
        let named = named.filter(files.contains)
        chosen.formUnion(named + named.flatMap(companions))
        if !files.contains(Self.manifest) || named.isEmpty { chosen.formUnion(weights(shards: shards)) }
        return chosen.sorted()
    }

    /// The repository's own weights in the first format that is read here; none where there is none.
    func weights(shards: [String]) -> [String] {
        if files.contains(Self.weights) { return [Self.weights] }
        if files.contains(Self.weightIndex) { return shards }
        if files.contains("pytorch_model.bin") { return ["pytorch_model.bin"] }
        let torch = files.filter { !$0.contains("/") && ($0.hasSuffix(".pth") || $0.hasSuffix(".pt")) }
        return torch.count == 1 ? Array(torch) : []
    }

    /// What lies beside a model file and is loaded with it: an OpenVINO IR's weights, ONNX's external data.
    private func companions(of file: String) -> [String] {
        var names = ["\(file).data", "\(file)_data"]
        if file.hasSuffix(".xml") { names.append(file.dropLast(4) + ".bin") }
        return names.filter(files.contains)
    }

    /// `1_Pooling/config.json`, `2_Dense/model.safetensors`: the steps of a sentence-transformers model.
    private static func isModule(_ file: String) -> Bool {
        let parts = file.split(separator: "/")
        guard parts.count == 2, let underscore = parts[0].firstIndex(of: "_") else { return false }
        let number = parts[0][..<underscore]
        return !number.isEmpty && number.allSatisfy { $0.isASCII && $0.isNumber }
            && ["config.json", "model.safetensors", "pytorch_model.bin"].contains(parts[1])
    }

    /// Whether a path from outside stays inside of the folder that it is put into.
    private static func isSafe(_ path: String) -> Bool {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        return parts.allSatisfy { !$0.isEmpty && !$0.hasPrefix(".") && $0.utf8.count < 200 }
            && path.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }
    }
}
