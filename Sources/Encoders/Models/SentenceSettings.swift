import NearestCore

/// How a model makes one vector out of a text's tokens, as sentence-transformers writes it beside the weights.
package struct SentenceSettings: Sendable, Hashable {
    /// Special tokens included; nil where the folder does not say.
    package var maximumTokens: Int?
    package var pooling: Pooling
    package var normalises: Bool

    /// Reads `modules.json` and what it points to. A folder without it is a plain transformer, which
    /// sentence-transformers pools by mean and does not normalise.
    ///
    /// - Throws: `NearestError(.brokenModel)` for files that are missing or contradict each other;
    ///   `.unknownModel` for a step that is not known here.
    package init(_ folder: ModelFolder) throws {
        maximumTokens = try Self.maximumTokens(folder)
        pooling = .mean
        normalises = false
        guard folder.has("modules.json") else { return }
        for module in try folder.decode([Module].self, from: "modules.json") {
            switch module.type.split(separator: ".").last {
            case "Transformer": break
            case "Pooling": pooling = try Self.pooling(folder, module.path)
            case "Normalize": normalises = true
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

    private static func maximumTokens(_ folder: ModelFolder) throws -> Int? {
        struct Configuration: Decodable { var max_seq_length: Int? }
        let name = "sentence_bert_config.json"
        guard folder.has(name) else { return nil }
        let maximum = try folder.decode(Configuration.self, from: name).max_seq_length
        guard let maximum else { return nil }
        guard maximum > 2 else {
            throw NearestError(.brokenModel, "\(folder.path)/\(name)", "max_seq_length is \(maximum)")
        }
        return maximum
    }

    private static func pooling(_ folder: ModelFolder, _ path: String) throws -> Pooling {
        struct Configuration: Decodable {
            var pooling_mode_cls_token: Bool?
            var pooling_mode_mean_tokens: Bool?
            var pooling_mode_max_tokens: Bool?
            var pooling_mode_mean_sqrt_len_tokens: Bool?
            var pooling_mode_weightedmean_tokens: Bool?
            var pooling_mode_lasttoken: Bool?
        }
        let file = "\(path)/config.json"
        let modes = try folder.decode(Configuration.self, from: file)
        let isOther = [modes.pooling_mode_weightedmean_tokens, modes.pooling_mode_lasttoken].contains(true)
        let chosen: [Pooling] = [
            modes.pooling_mode_cls_token == true ? .firstToken : nil,
            modes.pooling_mode_mean_tokens == true ? .mean : nil,
            modes.pooling_mode_max_tokens == true ? .maximum : nil,
            modes.pooling_mode_mean_sqrt_len_tokens == true ? .meanOfSquareRoot : nil,
        ].compactMap(\.self)
        guard chosen.count == 1, !isOther else {
            throw NearestError(
                .unknownModel, "\(folder.path)/\(file)", "its way of pooling tokens is not known here",
                remedy: "`nearest models list` names models that work.")
        }
        return chosen[0]
    }
}
