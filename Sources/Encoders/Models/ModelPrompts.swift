import NearestCore

/// The prompts that a model was trained with.
enum ModelPrompts {
    /// As `config_sentence_transformers.json` names them; for the published models that say it only in words, as
    /// their names tell; else none.
    ///
    /// The names are chosen as sentence-transformers' `encode_query` and `encode_document` document it: `query`
    /// for the one, and the first of `document`, `passage` and `corpus` for the other. The `default_prompt_name`,
    /// which is for neither, is not followed.
    ///
    /// - Throws: `NearestError(.brokenModel)` for a file that cannot be read.
    static func prompts(of folder: ModelFolder) throws -> Prompts {
        struct Configuration: Decodable { var prompts: [String: String?]? }
        let file = "config_sentence_transformers.json"
        let named = folder.has(file) ? try folder.decode(Configuration.self, from: file).prompts ?? [:] : [:]
        let query = named["query"].flatMap(\.self)
        let document = ["document", "passage", "corpus"].lazy.compactMap { named[$0].flatMap(\.self) }.first
        if query == nil, document == nil { return published(folder.id) }
        return Prompts(query: query ?? "", document: document ?? "")
    }

    /// By the last part of the model's name, so that a copy in a folder of that name counts too.
    private static func published(_ id: String) -> Prompts {
        let name = id.split(separator: "/").last.map { $0.lowercased() } ?? ""
        return families.first { $0.names.contains(name) }?.prompts ?? .none
    }

    /// What the models' pages say.
    private static let families: [(names: Set<String>, prompts: Prompts)] = [
        // Wang and others, "Text Embeddings by Weakly-Supervised Contrastive Pre-training", arXiv:2212.03533, and
        // "Multilingual E5 Text Embeddings", arXiv:2402.05672.
        (
            [
                "e5-small", "e5-base", "e5-large", "e5-small-v2", "e5-base-v2", "e5-large-v2",
                "multilingual-e5-small", "multilingual-e5-base", "multilingual-e5-large",
            ], Prompts(query: "query: ", document: "passage: ")
        ),
        // Xiao and others, "C-Pack: Packed Resources For General Chinese Embeddings", arXiv:2309.07597.
        (
            ["bge-small-en-v1.5", "bge-base-en-v1.5", "bge-large-en-v1.5"],
            Prompts(query: "Represent this sentence for searching relevant passages: ", document: "")
        ),
    ]
}
