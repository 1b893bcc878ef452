import NearestCore

/// What is put before a text, by what its vector is for: some models were trained to tell questions from answers
/// by the words that they begin with.
struct Prompts: Hashable, Sendable {
    /// Empty for none.
    var query: String
    /// Empty for none.
    var document: String

    static let none = Prompts(query: "", document: "")

    /// The names in a space's settings.
    static let querySetting = "query_prompt"
    static let documentSetting = "document_prompt"

    subscript(purpose: EncodingPurpose) -> String {
        switch purpose {
        case .query: query
        case .document: document
        }
    }

    /// These, but for what the user chose.
    func replaced(by options: EncoderOptions) -> Prompts {
        Prompts(query: options.queryPrompt ?? query, document: options.documentPrompt ?? document)
    }

    /// What a space's settings say of them; nothing of one that is empty.
    var settings: [String: String] {
        [Self.querySetting: query, Self.documentSetting: document].filter { !$0.value.isEmpty }
    }
}
