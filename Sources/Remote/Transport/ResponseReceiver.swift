import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Synchronization

/// Hands one response from the HTTP client to a sink.
final class ResponseReceiver: HTTPClientResponseDelegate {
    typealias Response = WebHead

    private let sink: any BodySink
    private let head = Mutex<WebHead?>(nil)

    init(_ sink: any BodySink) {
        self.sink = sink
    }

    func didReceiveHead(task: HTTPClient.Task<WebHead>, _ head: HTTPResponseHead) -> EventLoopFuture<Void> {
        let head = WebHead(status: Int(head.status.code), headers: head.headers)
        self.head.withLock { $0 = head }
        return done(on: task) { try sink.begin(head) }
    }

    func didReceiveBodyPart(task: HTTPClient.Task<WebHead>, _ buffer: ByteBuffer) -> EventLoopFuture<Void> {
        done(on: task) { try buffer.withUnsafeReadableBytes { try sink.receive($0) } }
    }

    func didFinishRequest(task: HTTPClient.Task<WebHead>) throws -> WebHead {
        guard let head = head.withLock({ $0 }) else { throw TransportFailure.broken("no answer came") }
        return head
    }

    private func done(on task: HTTPClient.Task<WebHead>, _ work: () throws -> Void) -> EventLoopFuture<Void> {
        do {
            try work()
            return task.eventLoop.makeSucceededVoidFuture()
        } catch {
            return task.eventLoop.makeFailedFuture(error)
        }
    }
}
