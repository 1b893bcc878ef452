import Encoders
import NearestCore

/// A text model behind an OpenAI-compatible `/v1/embeddings`.
package final class ApiEncoder: Encoder {
    package let space: Space
    private let client: ApiClient
    private let counter: TokenEstimate

    /// Raised when this program's own way from text to request changes.
    private static let recipe = "1"

    /// - Parameters:
    ///   - dimensions: how many the vectors of an existing space have. Where neither this nor the settings nor
    ///     the model's name says, the server is asked for one vector.
    ///   - waiting: told before each wait for a server in trouble, now and when encoding: the failure, and the
    ///     seconds.
    /// - Throws: `NearestError(.network)` when the server had to be asked and does not answer.
    package convenience init(
        _ settings: ApiSettings, dimensions: Int? = nil, retry: RetryPolicy = RetryPolicy(),
        cancellation: Cancellation = Cancellation(),
        waiting: @escaping @Sendable (NearestError, Double) -> Void = { _, _ in }
    ) throws {
        try self.init(
            settings, dimensions: dimensions, retry: retry, transport: WebTransport(), cancellation: cancellation,
            waiting: waiting)
    }

    init(
        _ settings: ApiSettings, dimensions: Int?, retry: RetryPolicy, transport: WebTransport,
        cancellation: Cancellation, waiting: @escaping @Sendable (NearestError, Double) -> Void
    ) throws {
        client = ApiClient(settings, retry: retry, transport: transport, waiting: waiting)
        let dimensions =
            try settings.knownDimensions ?? dimensions
            ?? client.vectors(for: ["dimensions"], dimensions: nil, cancellation: cancellation)[0].count
        counter = TokenEstimate(maximumTokens: Self.tokens(beside: settings.documentPrompt, settings))
        var named = [
            "maximum_tokens": String(settings.maximumTokens),
            "model_there": settings.model,
            "recipe": Self.recipe,
            "vector_dimensions": String(dimensions),
            "server": settings.address.hostAndPort + settings.address.path,
        ]
        // What the server is asked for, which is not what it must be asked for.
        if let asked = settings.dimensions { named["dimensions"] = String(asked) }
        if !settings.queryPrompt.isEmpty { named["query_prompt"] = settings.queryPrompt }
        if !settings.documentPrompt.isEmpty { named["document_prompt"] = settings.documentPrompt }
        space = Space(
            model: settings.id, dimensions: dimensions, modalities: [.text],
            // Numbers come as they are made elsewhere, and are kept as 32-bit floats.
            precision: .f32, settings: named)
    }

    package var tokenCounter: (any TokenCounter)? { counter }

    package func encode(
        _ inputs: [EncoderInput], purpose: EncodingPurpose, cancellation: Cancellation
    ) throws -> VectorBatch {
        let settings = client.settings
        let prompt = purpose == .query ? settings.queryPrompt : settings.documentPrompt
        let limit = Self.tokens(beside: prompt, settings)
        let texts = try inputs.map { prompt + TokenEstimate.beginning(of: try text($0), upTo: limit) }
        let batches = ApiBatches.plan(texts, count: settings.batch, characters: settings.batchCharacters)
        // What fails ends the others, which may be waiting to try again.
        let siblings = Cancellation(linkedTo: cancellation)
        let parts = try ConcurrentCalls.map(batches.count, limit: settings.concurrency) { [client, space] number in
            do {
                return try client.vectors(
                    for: texts[batches[number]], dimensions: space.dimensions, cancellation: siblings)
            } catch {
                siblings.cancel()
                throw error
            }
        }
        return VectorBatch(dimensions: space.dimensions, values: parts.flatMap { $0.flatMap(\.self) })
    }

    private func text(_ input: EncoderInput) throws -> String {
        guard case .text(let text) = input else {
            throw NearestError(
                .invalidArgument, space.model, "this model reads text, not \(input.modality.rawValue)",
                remedy: "Choose another with --model; `nearest models` says what each is for.")
        }
        return text
    }

    /// What is left of the server's limit beside a prompt.
    private static func tokens(beside prompt: String, _ settings: ApiSettings) -> Int {
        let taken = TokenEstimate(maximumTokens: 1).tokenCount(of: prompt)
        return max(1, settings.maximumTokens - taken)
    }
}
