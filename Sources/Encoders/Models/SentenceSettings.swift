import NearestCore

/// How a model makes one vector out of a text's tokens, as sentence-transformers writes it beside the weights.
struct SentenceSettings: Sendable, Hashable {
    /// What is done to the pooled vector.
    enum Step: Sendable, Hashable {
        case dense(DenseLayer)
        case normalize
    }

    /// Special tokens included; nil where the folder does not say.
    var maximumTokens: Int?
    /// Whether texts are put in lower case, whatever the tokenizer does.
    var lowercases: Bool
    /// Where there are several, their vectors stand behind each other.
    var poolings: [Pooling]
    /// Whether the prompt's tokens take part in pooling.
    var poolsPrompt: Bool
    /// In their order.
    var steps: [Step]

    /// Whether vectors come out with length 1.
    var normalises: Bool { steps.last == .normalize }

    var denseLayers: [DenseLayer] {
        steps.compactMap { step in
            if case .dense(let layer) = step { layer } else { nil }
        }
    }

    /// Reads `modules.json` and what it points to. A folder without it is a plain transformer, which
    /// sentence-transformers pools by mean and does not normalise.
    ///
    /// - Throws: `NearestError(.brokenModel)` for files that are missing or contradict each other;
    ///   `.unknownModel` for a step that is not known here.
    init(_ folder: ModelFolder) throws {
        (maximumTokens, lowercases) = try Self.inputs(folder)
        poolings = [.mean]
        poolsPrompt = true
        steps = []
        guard folder.has("modules.json") else { return }
        for module in try folder.decode([Module].self, from: "modules.json") {
            guard !module.path.hasPrefix("/"), !module.path.split(separator: "/").contains("..") else {
                throw NearestError(
                    .brokenModel, folder.path + "/modules.json", "its path \(module.path) leads out of the model",
                    remedy: "Fetch the model again.")
            }
            // Versions differ in what stands before the last part.
            switch module.type.split(separator: ".").last {
            case "Transformer", "Dropout": break
            case "Pooling": (poolings, poolsPrompt) = try Self.pooling(folder, module.path)
            case "Dense": steps.append(.dense(try DenseLayer(folder, path: module.path)))
            case "Normalize": steps.append(.normalize)
            default:
                throw NearestError(
                    .unknownModel, folder.id, "its step \(module.type) is not known here",
                    remedy: "`nearest models list` names models that work.")
            }
        }
    }

    private struct Module: Decodable {
        var type: String
        var path: String
    }

    /// The longest input and whether it is put in lower case, as sentence-transformers' own file says; else the
    /// tokenizer's longest, where newer versions write it.
    private static func inputs(_ folder: ModelFolder) throws -> (maximumTokens: Int?, lowercases: Bool) {
        struct Configuration: Decodable {
            var max_seq_length: Int?
            var do_lower_case: Bool?
        }
        let name = "sentence_bert_config.json"
        guard folder.has(name) else { return (try tokenizerMaximum(folder), false) }
        let configuration = try folder.decode(Configuration.self, from: name)
        let lowercases = configuration.do_lower_case ?? false
        guard let maximum = configuration.max_seq_length else { return (try tokenizerMaximum(folder), lowercases) }
        guard maximum > 2 else {
            throw NearestError(
                .brokenModel, "\(folder.path)/\(name)", "max_seq_length is \(maximum)",
                remedy: ModelFolder.sizesRemedy)
        }
        return (maximum, lowercases)
    }

    /// `model_max_length`, which is a huge number where there is no limit.
    private static func tokenizerMaximum(_ folder: ModelFolder) throws -> Int? {
        struct Configuration: Decodable { var model_max_length: Double? }
        let name = "tokenizer_config.json"
        guard folder.has(name) else { return nil }
        let maximum = try folder.decode(Configuration.self, from: name).model_max_length
        guard let maximum, maximum < 1e9 else { return nil }
        guard maximum > 2 else {
            throw NearestError(
                .brokenModel, "\(folder.path)/\(name)", "model_max_length is \(maximum)",
                remedy: ModelFolder.sizesRemedy)
        }
        return Int(maximum)
    }

    private static func pooling(
        _ folder: ModelFolder, _ path: String
    ) throws -> (poolings: [Pooling], poolsPrompt: Bool) {
        let file = "\(path)/config.json"
        let configuration = try folder.decode(PoolingConfiguration.self, from: file)
        guard let poolings = configuration.poolings else {
            throw NearestError(
                .unknownModel, "\(folder.path)/\(file)", "its way of pooling tokens is not known here",
                remedy: "`nearest models list` names models that work.")
        }
        return (poolings, configuration.include_prompt ?? true)
    }
}
