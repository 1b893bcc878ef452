import AsyncHTTPClient
import Dispatch
import Foundation
import NIOCore
import NIOHTTP1
import NearestCore
import Synchronization

/// HTTP as this program needs it: calls that block, for threads that may.
///
/// The client underneath is used through its futures, which need no task of Swift's concurrency: whoever calls
/// waits on a semaphore, and the client's own threads do the work. Redirects come back to the caller, who alone
/// knows what may travel along.
final class WebTransport: Sendable {
    private let proxies: ProxySettings
    private let idleTimeout: Double?
    /// One client a proxy, nil standing for none.
    private let clients = Mutex<[ProxySettings.Server?: HTTPClient]>([:])

    private static let connectTimeout = TimeAmount.seconds(15)
    private static let userAgent = "nearest/0.1"
    /// How often a waiting caller looks whether it was cancelled, in seconds.
    private static let attention = 0.05

    /// - Parameter idleTimeout: the longest silence within a response, in seconds.
    init(proxies: ProxySettings = .standard(), idleTimeout: Double? = nil) {
        self.proxies = proxies
        self.idleTimeout = idleTimeout
    }

    deinit {
        // Without waiting: the client calls back from a queue of its own.
        for client in clients.withLock({ $0.values }) { client.shutdown { _ in } }
    }

    /// Sends a request whose response is small.
    ///
    /// - Parameters:
    ///   - limit: the most bytes that the response may have.
    ///   - timeout: for everything, in seconds.
    func send(
        _ request: WebRequest, limit: Int, timeout: Double? = nil, cancellation: Cancellation
    ) throws -> WebResponse {
        let body = CollectedBody(limit: limit)
        let head = try send(request, into: body, timeout: timeout, cancellation: cancellation)
        return WebResponse(head: head, body: body.bytes)
    }

    /// Sends a request and gives the response's body to `sink`.
    ///
    /// - Throws: `TransportFailure` when no complete response came, `NearestError` for a proxy that cannot be used, what the sink throws, `CancellationError`.
    func send(
        _ request: WebRequest, into sink: any BodySink, timeout: Double? = nil, cancellation: Cancellation
    ) throws -> WebHead {
        try cancellation.check()
        let deadline = timeout.map { NIODeadline.now() + .milliseconds(Int64(min(max($0, 0), 1e6) * 1000)) }
        let proxy = try proxies.server(for: request.address.origin)
        let task = try client(through: proxy).execute(
            request: clientRequest(request), delegate: ResponseReceiver(sink), deadline: deadline)
        let answer = PendingAnswer()
        task.futureResult.whenComplete { answer.give($0) }
        var isCancelling = false
        while !answer.wait(seconds: Self.attention) {
            if cancellation.isCancelled, !isCancelling {
                isCancelling = true
                task.cancel()
            }
        }
        try cancellation.check()
        do {
            return try answer.value()
        } catch let error as NearestError {
            throw error
        } catch {
            throw TransportFailure(error).through(proxy)
        }
    }

    private func clientRequest(_ request: WebRequest) throws -> HTTPClient.Request {
        // A connection a request: where a server closes one at the moment in which the client gives it back to be used
        // again, the client's pool (async-http-client 1.37) stops the program. A handshake more costs little beside
        // what an answer takes here.
        var headers = HTTPHeaders([
            ("User-Agent", Self.userAgent), ("Accept-Encoding", "identity"), ("Connection", "close"),
        ])
        for (name, value) in request.headers { headers.replaceOrAdd(name: name, value: value) }
        return try HTTPClient.Request(
            url: request.address.url, method: request.method, headers: headers,
            body: request.body.map { .bytes($0) })
    }

    private func client(through server: ProxySettings.Server?) -> HTTPClient {
        clients.withLock { clients in
            if let client = clients[server] { return client }
            var configuration = HTTPClient.Configuration(
                redirectConfiguration: .disallow,
                timeout: .init(
                    connect: Self.connectTimeout, read: idleTimeout.map { .milliseconds(Int64($0 * 1000)) }),
                proxy: server?.proxy)
            configuration.httpVersion = .http1Only
            // Whether to try again is decided by those who know what for.
            configuration.connectionPool.retryConnectionEstablishment = false
            let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
            clients[server] = client
            return client
        }
    }
}
