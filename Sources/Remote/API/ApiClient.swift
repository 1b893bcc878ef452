import Foundation
import NearestCore

/// Asks one server for vectors, with patience.
struct ApiClient: Sendable {
    let settings: ApiSettings
    private let retry: RetryPolicy
    private let transport: WebTransport
    /// Told before each wait: the failure, and the seconds.
    private let waiting: @Sendable (NearestError, Double) -> Void

    /// 2,048 texts of 3,072 numbers in decimals, and some.
    private static let answerLimit = 256 << 20
    /// Of a server's own words.
    private static let longestQuotation = 300

    /// Who is not connected at all should hear of it soon.
    private static let attemptsToReach = 3

    init(
        _ settings: ApiSettings, retry: RetryPolicy, transport: WebTransport,
        waiting: @escaping @Sendable (NearestError, Double) -> Void = { _, _ in }
    ) {
        self.settings = settings
        self.retry = retry
        self.transport = transport
        self.waiting = waiting
    }

    /// One vector a text, in order.
    ///
    /// - Parameter dimensions: what each must have; nil to take what comes.
    /// - Throws: `NearestError(.network)`, `CancellationError`.
    func vectors(
        for texts: some Collection<String>, dimensions: Int?, cancellation: Cancellation
    ) throws -> [[Float]] {
        var request = WebRequest(method: .POST, address: settings.address)
        request.headers = [("Content-Type", "application/json"), ("Accept", "application/json")]
        if let key = settings.key { request.headers.append(("Authorization", key.authorization)) }
        request.body = try ApiRequest(texts, settings: settings).bytes()
        let response = try retry.run(cancellation: cancellation, waiting: waiting) {
            try send(request, cancellation)
        }
        do {
            return try ApiResponse.vectors(response.body, count: texts.count, dimensions: dimensions)
        } catch let fault as ApiResponse.Fault {
            throw error(
                fault.problem,
                remedy: "Check url, model and dimensions; an index that holds other vectors needs "
                    + "`nearest index --rebuild`.")
        }
    }

    private func send(_ request: WebRequest, _ cancellation: Cancellation) throws -> WebResponse {
        let response: WebResponse
        do {
            response = try transport.send(
                request, limit: Self.answerLimit, timeout: settings.timeout, cancellation: cancellation)
        } catch let failure as TransportFailure {
            var error = error(failure.problem, remedy: "Check that the server runs and the address is right.")
            if case .timedOut = failure { error.problem += " (\(settings.timeout) s)" }
            guard failure.isTransient else { throw error }
            var transient = TransientFailure(error: error)
            if case .unreachable = failure { transient.mostAttempts = Self.attemptsToReach }
            throw transient
        }
        if response.head.status == 200 { return response }
        let refusal = refusal(response)
        throw response.head.isTransient
            ? TransientFailure(error: refusal, retryAfter: RetryAfter.seconds(response.head)) : refusal
    }

    private func refusal(_ response: WebResponse) -> NearestError {
        let status = response.head.status
        let said = words(of: response)
        switch status {
        case 401, 403:
            let remedy =
                settings.key == nil
                ? "Set NEAREST_API_KEY (OPENAI_API_KEY for OpenAI), or key_env in the configuration file."
                : "Check the key in \(settings.keySource)."
            let problem = settings.key == nil ? "it wants a key" : "it refuses the key"
            return error("\(problem) (\(status))\(said)", remedy: remedy)
        case 404:
            return error(
                "it has no model \(settings.model), or no \(settings.address.path) (404)\(said)",
                remedy: "Check the model's name and the address, which ends in /v1 for most servers.")
        case 413, 400, 422:
            return error(
                "it does not take the request (\(status))\(said)",
                remedy: "Where it is too much at once, lower batch or max_tokens in the configuration file.")
        case 429:
            return error("it says that it was asked too much (429)\(said)", remedy: "Try again later.")
        case 300...399:
            let target = response.head.header("location").flatMap { WebAddress($0, relativeTo: settings.address) }
            return error(
                "it has moved (\(status))" + (target.map { " to \($0.hostAndPort)\($0.path)" } ?? "") + said,
                remedy: "Redirects are not followed, as the key would go along: set the address to where it is now."
            )
        case 500...599:
            return error("it is in trouble (\(status))\(said)", remedy: "Try again later, or see to the server.")
        default:
            return error(
                "it answered \(status)\(said)",
                remedy: "Check that the address is that of an OpenAI-compatible server.")
        }
    }

    /// The server's own explanation, short, and without the key where the server repeats it.
    private func words(of response: WebResponse) -> String {
        struct Answer: Decodable {
            struct Fault: Decodable { var message: String? }
            var error: Fault?
        }
        let body = Data(response.body.prefix(64 << 10))
        let message = (try? JSONDecoder().decode(Answer.self, from: body))?.error?.message
        let text = message ?? String(decoding: body, as: UTF8.self)
        let safe = settings.key?.redacted(in: text) ?? text
        let short = PlainText.oneLine(safe).prefix(Self.longestQuotation)
        return short.isEmpty ? "" : ": \(short)"
    }

    private func error(_ problem: String, remedy: String?) -> NearestError {
        NearestError(.network, settings.id, "\(settings.address.hostAndPort): \(problem)", remedy: remedy)
    }
}
