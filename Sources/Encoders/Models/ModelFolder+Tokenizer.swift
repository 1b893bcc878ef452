import NearestCore

extension ModelFolder {
    /// The files that `Tokenizer` reads of this folder, in its order of preference: `tokenizer.json`, or the older
    /// `vocab.txt`, or `vocab.json` with `merges.txt`, the older ones with their settings.
    ///
    /// - Returns: their paths, at least one.
    /// - Throws: `NearestError(.brokenModel)` when the folder has none, or lacks `merges.txt`.
    func tokenizerFiles() throws -> [String] {
        if has("tokenizer.json") { return [try file("tokenizer.json")] }
        let vocabulary: [String]
        if has("vocab.txt") {
            vocabulary = ["vocab.txt"]
        } else if has("vocab.json") {
            vocabulary = ["vocab.json", "merges.txt"]
        } else {
            throw NearestError(
                .brokenModel, path, "the model \(id) has none of tokenizer.json, vocab.txt and vocab.json",
                remedy: "Fetch the model again, or choose one with a tokenizer.")
        }
        let settings = ["tokenizer_config.json", "added_tokens.json"].filter(has)
        return try (vocabulary + settings).map(file)
    }
}
