import NearestCore

/// What `generation_config.json` says of Whisper's special tokens and of what it must not write.
struct WhisperSettings: Sendable {
    /// Ends a window's text; every id below is a piece of text.
    let end: Int
    let start: Int
    let transcribe: Int?
    /// Languages' tokens by their codes, such as `en`; empty for a model of English only.
    let languages: [String: Int]
    /// The token after which no moments are written; the next one is the moment 0.
    let noTimestamps: Int
    /// Ids that are never written.
    let suppressed: Set<Int>
    /// Ids that no window begins with.
    let suppressedFirst: Set<Int>
    /// The latest moment that a window may begin with, in steps of 20 ms.
    let latestFirstMoment: Int?

    /// The moment 0; every id from here on is a moment, 20 ms apart.
    var firstMoment: Int { noTimestamps + 1 }
    /// Stands for "nobody speaks".
    var noSpeech: Int { noTimestamps - 1 }

    /// Seconds between two moments that have tokens.
    static let momentSeconds = 0.02

    private struct Generation: Decodable {
        var decoder_start_token_id: Int
        var eos_token_id: Int
        var no_timestamps_token_id: Int
        var is_multilingual: Bool?
        var lang_to_id: [String: Int]?
        var task_to_id: [String: Int]?
        var suppress_tokens: [Int]?
        var begin_suppress_tokens: [Int]?
        var max_initial_timestamp_index: Int?
    }

    /// - Throws: `NearestError(.brokenModel)` for a missing file or ids that the vocabulary does not have.
    init(_ folder: ModelFolder, vocabulary: Int) throws {
        let generation = try folder.decode(Generation.self, from: "generation_config.json")
        end = generation.eos_token_id
        start = generation.decoder_start_token_id
        noTimestamps = generation.no_timestamps_token_id
        suppressed = Set(generation.suppress_tokens ?? []).filter { $0 >= 0 }
        suppressedFirst = Set(generation.begin_suppress_tokens ?? []).filter { $0 >= 0 }
        latestFirstMoment = generation.max_initial_timestamp_index
        let isMultilingual = generation.is_multilingual ?? (generation.lang_to_id != nil)
        transcribe = isMultilingual ? generation.task_to_id?["transcribe"] : nil
        var languages: [String: Int] = [:]
        if isMultilingual {
            for (name, id) in generation.lang_to_id ?? [:] { languages[Self.code(name)] = id }
        }
        self.languages = languages
        let ids = [end, start, noTimestamps - 1, noTimestamps + 1] + languages.values + [transcribe ?? 0]
        guard ids.allSatisfy({ 0..<vocabulary ~= $0 }) else {
            throw NearestError(
                .brokenModel, "\(folder.path)/generation_config.json",
                "it names tokens that the model does not have", remedy: "Fetch the model again.")
        }
    }

    /// `<|en|>` without its brackets.
    private static func code(_ token: String) -> String {
        String(token.drop { $0 == "<" || $0 == "|" }.prefix { $0 != "|" })
    }
}
