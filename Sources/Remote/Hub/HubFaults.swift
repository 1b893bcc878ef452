import Foundation
import NearestCore

/// What a hub's refusals mean for the user who wanted a model.
struct HubFaults: Sendable {
    let settings: HubSettings
    let model: HubModelID
    let revision: String
    var file: String?

    private var host: String { settings.endpoint.hostAndPort }
    private var subject: String { file.map { "\(model)/\($0)" } ?? model.description }
    private var page: String {
        let endpoint = settings.endpoint.text
        return (endpoint.hasSuffix("/") ? String(endpoint.dropLast()) : endpoint) + "/\(model)"
    }

    /// - Parameter madeProgress: whether something came before it failed; nil for a mere question, which is not
    ///   worth waiting long for.
    /// - Returns: a `NearestError`, or a `TransientFailure` around one.
    func failure(_ failure: TransportFailure, madeProgress: Bool?) -> any Error {
        let error = NearestError(
            .network, subject, "\(host): \(failure.problem)",
            remedy: "Check the connection and run the same command again; it goes on where it stopped.")
        guard failure.isTransient else { return error }
        var transient = TransientFailure(error: error, madeProgress: madeProgress ?? false)
        // Who is not connected at all should hear of it soon.
        if case .unreachable = failure, madeProgress == nil { transient.mostAttempts = Self.attemptsToReach }
        return transient
    }

    /// - Returns: a `NearestError`, or a `TransientFailure` around one.
    func failure(_ response: WebResponse) -> any Error {
        let error = refusal(response)
        guard response.head.isTransient else { return error }
        return TransientFailure(error: error, retryAfter: RetryAfter.seconds(response.head))
    }

    func notUnderstood(_ problem: String) -> NearestError {
        NearestError(
            .network, subject, "\(host): \(problem)",
            remedy: "Check HF_ENDPOINT and what stands between this machine and the hub.")
    }

    private func refusal(_ response: WebResponse) -> NearestError {
        let head = response.head
        let code = head.header("x-error-code") ?? ""
        switch head.status {
        case 403: return gated(head)
        case 401 where code == "GatedRepo": return gated(head)
        case 401: return unauthorized
        case 404 where code == "RevisionNotFound":
            return NearestError(
                .unknownModel, model.description, "\(host) has no revision \(revision) of this model",
                remedy: "\(page)/tree/main lists the revisions.")
        case 404 where file != nil:
            return NearestError(
                .unknownModel, subject, "\(host) does not have this file at \(revision)",
                remedy: "Choose another revision with --revision; \(page)/tree/\(revision) lists its files.")
        case 404:
            let isMain = revision == Self.mainRevision || code == "RepoNotFound"
            return NearestError(
                .unknownModel, model.description,
                "\(host) has no such model" + (isMain ? "" : ", or no revision \(revision) of it"),
                remedy: "Check the spelling; `nearest models` names some.")
        case 429:
            return NearestError(
                .network, subject, "\(host) says that it was asked too often (429)",
                remedy: "Wait some minutes, or set HF_TOKEN: those who log in may ask more often.")
        default:
            return NearestError(
                .network, subject, "\(host) answered \(head.status)" + words(of: response),
                remedy: head.isTransient
                    ? "Run the same command again later; it goes on where it stopped."
                    : "Check HF_ENDPOINT and what stands between this machine and the hub.")
        }
    }

    static let mainRevision = "main"
    private static let attemptsToReach = 3

    private func gated(_ head: WebHead) -> NearestError {
        NearestError(
            .network, model.description,
            "\(host) lets only those in who accepted the model's licence (\(head.status))",
            remedy: settings.token == nil
                ? "Accept it at \(page), then set HF_TOKEN to a token from \(settings.endpoint.text)/settings/tokens."
                : "Accept it at \(page) with the account that the token belongs to.")
    }

    /// The hub does not say which of the two it is, so as not to tell which private models there are.
    private var unauthorized: NearestError {
        NearestError(
            .network, model.description, "\(host) has no such model, or it is private (401)",
            remedy: settings.token == nil
                ? "Check the spelling; for a private model set HF_TOKEN."
                : "Check the spelling, and that the token (HF_TOKEN) is valid and may read this model.")
    }

    /// The hub's own words, short and without the token.
    private func words(of response: WebResponse) -> String {
        let said = response.head.header("x-error-message") ?? ""
        let text = settings.token?.redacted(in: said) ?? said
        return text.isEmpty ? "" : ": \(text.prefix(200))"
    }
}
