import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// An HTTP server on this machine for one test, which answers as the test says.
final class TestServer: Sendable {
    /// What the server was asked.
    struct Request: Sendable {
        var method: HTTPMethod
        /// The path and the query, as they were sent.
        var target: String
        var headers: HTTPHeaders
        var body: [UInt8]

        func header(_ name: String) -> String? { headers.first(name: name) }
    }

    /// What it answers.
    struct Reply: Sendable {
        var status = 200
        var headers: [(String, String)] = []
        var body: [UInt8] = []
        /// The connection ends after that many bytes of the body.
        var cutAfter: Int?
        /// Before the answer, in seconds.
        var delay = 0.0

        static func text(_ status: Int, _ text: String, _ headers: [(String, String)] = []) -> Reply {
            Reply(status: status, headers: headers, body: Array(text.utf8))
        }
    }

    private let channel: any Channel
    private let received: Received

    /// Starts at once, on a free port.
    init(_ answer: @escaping @Sendable (Request) -> Reply) throws {
        let received = Received()
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.pipeline.configureHTTPServerPipeline().flatMapThrowing {
                    try channel.pipeline.syncOperations.addHandler(
                        ServerHandler(answer: answer, received: received))
                }
            }
        self.received = received
        channel = try bootstrap.bind(host: "127.0.0.1", port: 0).wait()
    }

    deinit {
        channel.close(promise: nil)
    }

    var address: String { "http://127.0.0.1:\(channel.localAddress?.port ?? 0)" }

    /// All requests so far, in the order in which they came.
    var requests: [Request] { received.requests.withLock { $0 } }
}

private final class Received: Sendable {
    let requests = Mutex<[TestServer.Request]>([])
}

/// Collects each request of a connection, and writes what the test answers to it.
private final class ServerHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let answer: @Sendable (TestServer.Request) -> TestServer.Reply
    private let received: Received
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []

    init(answer: @escaping @Sendable (TestServer.Request) -> TestServer.Reply, received: Received) {
        self.answer = answer
        self.received = received
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body = []
        case .body(let buffer):
            body += buffer.readableBytesView
        case .end:
            guard let head else { return }
            let request = TestServer.Request(
                method: head.method, target: head.uri, headers: head.headers, body: body)
            received.requests.withLock { $0.append(request) }
            let reply = answer(request)
            let context = NIOLoopBound(context, eventLoop: context.eventLoop)
            let handler = NIOLoopBound(self, eventLoop: context.value.eventLoop)
            context.value.eventLoop.scheduleTask(in: .milliseconds(Int64(reply.delay * 1000))) {
                handler.value.write(reply, to: request, context.value)
            }
        }
    }

    private func write(
        _ reply: TestServer.Reply, to request: TestServer.Request, _ context: ChannelHandlerContext
    ) {
        var headers = HTTPHeaders(reply.headers)
        if !headers.contains(name: "content-length") {
            headers.add(name: "Content-Length", value: String(reply.body.count))
        }
        let head = HTTPResponseHead(
            version: .http1_1, status: HTTPResponseStatus(statusCode: reply.status), headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if request.method != .HEAD {
            let sent = reply.body.prefix(reply.cutAfter ?? reply.body.count)
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: sent)))), promise: nil)
        }
        if reply.cutAfter != nil, request.method != .HEAD {
            let context = NIOLoopBound(context, eventLoop: context.eventLoop)
            context.value.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(ByteBuffer())))).whenComplete { _ in
                context.value.close(promise: nil)
            }
        } else {
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
    }
}
