import Foundation
import NIOHTTP1
import NearestCore

/// Asks a hub what a model consists of, and fetches its files, as huggingface_hub does over HTTP.
struct HubClient: Sendable {
    let settings: HubSettings
    let retry: RetryPolicy
    private let transport: WebTransport

    /// A list of files is some kilobytes; the largest repositories have tens of thousands of files.
    private static let listLimit = 32 << 20
    /// What is read of the body of an answer that should have none.
    private static let messageLimit = 64 << 10
    private static let redirectLimit = 10
    /// No file of a model has a petabyte; sums of sizes up to it cannot overflow.
    private static let largestFile = 1 << 50
    /// For an answer that is no file's content, in seconds.
    private static let answerTimeout = 60.0

    init(_ settings: HubSettings, retry: RetryPolicy, transport: WebTransport) {
        self.settings = settings
        self.retry = retry
        self.transport = transport
    }

    /// What the branch, tag or commit `revision` is, and which files it has.
    ///
    /// - Throws: `NearestError` of the codes `network` and `unknownModel`; `CancellationError`.
    func revision(
        _ revision: String, of model: HubModelID, waiting: (NearestError, Double) -> Void,
        cancellation: Cancellation
    ) throws -> HubRevision {
        struct Answer: Decodable {
            struct Sibling: Decodable { var rfilename: String }
            var sha: String?
            var siblings: [Sibling]?
        }
        let faults = HubFaults(settings: settings, model: model, revision: revision)
        let path = ["api", "models", model.organisation, model.name, "revision", revision]
        let response = try retry.run(cancellation: cancellation, waiting: waiting) {
            try follow(.GET, path, faults: faults, cancellation: cancellation)
        }
        guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(response.body)) else {
            throw faults.notUnderstood("its description of the model is not what a hub answers")
        }
        return HubRevision(commit: answer.sha ?? revision, files: (answer.siblings ?? []).map(\.rfilename))
    }

    /// What the hub announces of a file.
    func file(
        _ name: String, of model: HubModelID, commit: String, waiting: (NearestError, Double) -> Void,
        cancellation: Cancellation
    ) throws -> HubFile {
        let faults = HubFaults(settings: settings, model: model, revision: commit, file: name)
        let head = try retry.run(cancellation: cancellation, waiting: waiting) {
            try follow(.HEAD, Self.path(name, model, commit), faults: faults, cancellation: cancellation).head
        }
        let tag = head.header("x-linked-etag") ?? head.header("etag") ?? ""
        let bare = (tag.hasPrefix("W/") ? tag.dropFirst(2) : tag[...]).trimmingCharacters(in: ["\""])
        let size = head.header("x-linked-size") ?? (head.isRedirect ? nil : head.header("content-length"))
        return HubFile(
            name: name, byteCount: try size.map { try byteCount($0, faults) },
            digest: AnnouncedDigest(tag: bare), entityTag: tag.hasPrefix("\"") ? tag : nil)
    }

    private func byteCount(_ text: String, _ faults: HubFaults) throws -> Int {
        guard let count = Int(text), (0...Self.largestFile).contains(count) else {
            throw faults.notUnderstood("it announces a length that no file has")
        }
        return count
    }

    /// One attempt to fetch a file's content, or what is missing of it.
    ///
    /// - Throws: `TransientFailure` when it may go on later; `NearestError`; `CancellationError`.
    func fetch(
        _ file: HubFile, of model: HubModelID, commit: String, into partial: PartialFile,
        cancellation: Cancellation
    ) throws {
        let faults = HubFaults(settings: settings, model: model, revision: commit, file: file.name)
        let start = partial.byteCount
        do {
            var address = try address(Self.path(file.name, model, commit), faults)
            for _ in 0...Self.redirectLimit {
                let request = request(for: file, from: start, at: address)
                let sink = DownloadSink(partial, entityTag: request.header("If-Range"))
                let head = try transport.send(request, into: sink, cancellation: cancellation)
                guard head.isRedirect else { return try check(head, sink, partial, faults) }
                address = try target(of: head, from: address, faults)
            }
            throw faults.notUnderstood("it redirects without an end")
        } catch let failure as TransportFailure {
            throw faults.failure(failure, madeProgress: partial.byteCount > start)
        }
    }

    /// - Parameter start: how many bytes are here already.
    private func request(for file: HubFile, from start: Int, at address: WebAddress) -> WebRequest {
        var request = WebRequest(address: address, headers: authorization(for: address))
        guard start > 0 else { return request }
        request.headers.append(("Range", "bytes=\(start)-"))
        // A storage host has entity tags of its own, which the hub's would not match.
        if let tag = file.entityTag, address.origin == settings.endpoint.origin {
            request.headers.append(("If-Range", tag))
        }
        return request
    }

    private func check(
        _ head: WebHead, _ sink: DownloadSink, _ partial: PartialFile, _ faults: HubFaults
    ) throws {
        switch head.status {
        case 200, 206: return
        case 416:
            // What is here is not a beginning of what is there.
            try partial.restart()
            throw TransientFailure(error: faults.notUnderstood("it does not have the rest of the file"))
        default: throw faults.failure(WebResponse(head: head, body: sink.message))
        }
    }

    private static func path(_ file: String, _ model: HubModelID, _ commit: String) -> [String] {
        [model.organisation, model.name, "resolve", commit] + file.split(separator: "/").map(String.init)
    }

    private func address(_ path: [String], _ faults: HubFaults) throws -> WebAddress {
        guard let address = settings.endpoint.appending(path) else {
            throw faults.notUnderstood("there is no address for \(path.joined(separator: "/"))")
        }
        return address
    }

    /// The token goes to the hub and to nobody else, wherever the hub sends us.
    private func authorization(for address: WebAddress) -> [(name: String, value: String)] {
        guard let token = settings.token, address.origin == settings.endpoint.origin else { return [] }
        return [("Authorization", token.authorization)]
    }

    /// Follows redirects within the hub. One that leads elsewhere, to where large files are stored, ends a HEAD:
    /// what the hub says of the file stands beside the redirect.
    private func follow(
        _ method: HTTPMethod, _ path: [String], faults: HubFaults, cancellation: Cancellation
    ) throws -> WebResponse {
        var address = try address(path, faults)
        for _ in 0...Self.redirectLimit {
            let request = WebRequest(method: method, address: address, headers: authorization(for: address))
            let response: WebResponse
            do {
                response = try transport.send(
                    request, limit: method == .HEAD ? Self.messageLimit : Self.listLimit,
                    timeout: Self.answerTimeout, cancellation: cancellation)
            } catch let failure as TransportFailure {
                throw faults.failure(failure, madeProgress: nil)
            }
            if response.head.isRedirect {
                let next = try target(of: response.head, from: address, faults)
                let leavesHub = next.origin != settings.endpoint.origin
                let isAnswer = leavesHub || response.head.header("x-linked-etag") != nil
                if method == .HEAD, isAnswer { return response }
                address = next
                continue
            }
            guard response.head.status == 200 else { throw faults.failure(response) }
            return response
        }
        throw faults.notUnderstood("it redirects without an end")
    }

    private func target(of head: WebHead, from address: WebAddress, _ faults: HubFaults) throws -> WebAddress {
        guard let location = head.header("location"), let next = WebAddress(location, relativeTo: address) else {
            throw faults.notUnderstood("it redirects to no address that can be followed")
        }
        if address.origin.scheme == "https", next.origin.scheme == "http" {
            throw faults.notUnderstood("it redirects from https to http, which is not followed")
        }
        return next
    }
}
