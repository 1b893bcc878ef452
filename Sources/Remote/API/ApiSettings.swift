import NearestCore

/// One model behind an OpenAI-compatible API: where it is, as whom it is asked, and how much at once.
package struct ApiSettings: Sendable {
    /// How numbers travel in a response.
    package enum NumberFormat: String, Sendable, CaseIterable {
        /// 32-bit floats in little endian: a third of the bytes, and exact.
        case base64
        case float
    }

    /// What users call it, after `api:`.
    package var name: String
    /// What the server calls it.
    package var model: String
    /// The address of `/embeddings` itself.
    let address: WebAddress
    /// nil for a server that asks for none.
    package var key: Secret?
    /// Where the key comes from, for messages: the name of a variable or a file.
    package var keySource: String
    /// Passed on to the server; nil for as many as the model has.
    package var dimensions: Int?
    /// Texts in one request.
    package var batch = 32
    /// Characters in one request, so that a batch of long texts is a small one.
    package var batchCharacters = 100_000
    /// Requests that are under way at once.
    package var concurrency = 4
    /// For one request, in seconds.
    package var timeout = 60.0
    /// What the server takes of one text; what is longer is cut.
    package var maximumTokens: Int
    package var queryPrompt = ""
    package var documentPrompt = ""
    package var numberFormat = NumberFormat.base64

    /// What is assumed of a model that nothing is known of: fewer than most take.
    private static let cautiousTokens = 512

    /// - Parameters:
    ///   - url: the base address, such as `https://api.openai.com/v1`. One without a path gets `/v1`, and
    ///     one that ends in `/embeddings` is taken as it stands.
    ///   - source: what `url` was read from, for the error.
    /// - Throws: `NearestError(.invalidArgument)` when `url` is no http or https address.
    package init(
        name: String, model: String? = nil, url: String, source: String, key: Secret? = nil, keySource: String = ""
    ) throws {
        guard let base = WebAddress(url), let address = Self.embeddings(base) else {
            throw NearestError(
                .invalidArgument, source, "it holds no http or https address without a user in it",
                remedy: "Set it to an address such as https://api.openai.com/v1.")
        }
        self.name = name
        self.model = model ?? name
        self.address = address
        self.key = key
        self.keySource = keySource
        maximumTokens = ApiKnownModel(named: self.model)?.maximumTokens ?? Self.cautiousTokens
    }

    private static func embeddings(_ base: WebAddress) -> WebAddress? {
        if base.path.hasSuffix("/embeddings") { return base }
        // Some servers want their version in the query.
        return base.appending(base.path.isEmpty ? ["v1", "embeddings"] : ["embeddings"], query: base.query)
    }

    /// How many numbers a vector has, where that is known without asking.
    var knownDimensions: Int? { dimensions ?? ApiKnownModel(named: model)?.dimensions }

    package var id: String { ApiModelName.prefix + name }
}
