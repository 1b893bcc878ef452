import Foundation
import NIOHTTP1
import NearestCore
import Testing

@testable import Remote

@Suite("Retries, secrets and estimates")
struct TransportTests {
    @Test("Retry-After is seconds or a date")
    func retryAfter() {
        func seconds(_ text: String) -> Double? {
            let head = WebHead(status: 429, headers: HTTPHeaders([("Retry-After", text)]))
            // Mon, 06 Jul 2026 12:00:00 GMT.
            return RetryAfter.seconds(head, now: Date(timeIntervalSince1970: 1_783_339_200))
        }
        #expect(seconds("120") == 120)
        #expect(seconds(" 0.5 ") == 0.5)
        #expect(seconds("Mon, 06 Jul 2026 12:01:30 GMT") == 90)
        #expect(seconds("Mon, 06 Jul 2026 11:00:00 GMT") == 0)
        for text in ["-1", "nan", "inf", "soon", ""] { #expect(seconds(text) == nil, "\(text)") }
    }

    @Test("delays double up to a limit, jitter takes up to half of them, and progress starts anew")
    func backoff() throws {
        let time = FakeTime()
        var policy = time.policy(attempts: 9)
        policy.longestDelay = 10
        let failure = TransientFailure(error: NearestError(.network, nil, "it failed"))
        #expect(throws: NearestError.self) {
            try policy.run(cancellation: Cancellation()) { () throws in throw failure }
        }
        #expect(time.waited == [1, 2, 4, 8, 10, 10, 10, 10])
        policy.jitter = { 0 }
        let count = Counter()
        try policy.run(cancellation: Cancellation()) { () throws in
            let number = count.next()
            if number < 12 { throw TransientFailure(error: failure.error, madeProgress: number % 3 == 0) }
        }
        #expect(time.waited.dropFirst(8) == [0.5, 1, 0.5, 1, 2, 0.5, 1, 2, 0.5, 1, 2])
    }

    @Test("a request goes to the proxy of its scheme, as a tunnel to the host, and to no proxy for some hosts")
    func proxy() throws {
        let server = try TestServer { request in
            request.method == .CONNECT ? .text(403, "") : .text(200, "directly")
        }
        let proxies = ProxySettings(forHTTP: ProxySettings.Server(server.address), direct: ["127.0.0.1"])
        let transport = WebTransport(proxies: proxies)
        func send(_ text: String) throws -> WebResponse {
            let address = try #require(WebAddress(text))
            return try transport.send(
                WebRequest(address: address), limit: 100, timeout: 10, cancellation: Cancellation())
        }
        #expect(throws: TransportFailure.self) { try send("http://far.invalid/a") }
        #expect(server.requests.map(\.target) == ["far.invalid:80"])
        #expect(try send("\(server.address)/b").body == Array("directly".utf8))
    }

    @Test("a proxy that refuses the connection is named, and an answer that is no HTTP is not asked for again")
    func proxyFault() throws {
        let proxies = ProxySettings(forHTTP: ProxySettings.Server("127.0.0.1:1"))
        let transport = WebTransport(proxies: proxies)
        let address = try #require(WebAddress("http://far.invalid/a"))
        let failure = #expect(throws: TransportFailure.self) {
            try transport.send(
                WebRequest(address: address), limit: 100, timeout: 10, cancellation: Cancellation())
        }
        #expect(failure?.problem == "by the proxy 127.0.0.1:1: the connection was refused")
        #expect(failure?.isTransient == true)

        #expect(!TransportFailure(HTTPParserError.invalidHeaderToken).isTransient)
        #expect(TransportFailure(HTTPParserError.invalidEOFState).isTransient)
    }

    @Test("a cancellation ends a wait")
    func cancelledWait() {
        let cancellation = Cancellation()
        cancellation.cancel()
        #expect(throws: CancellationError.self) {
            try RetryPolicy().run(cancellation: cancellation) { () throws in
                throw TransientFailure(error: NearestError(.network, nil, "it failed"), retryAfter: 60)
            }
        }
    }

    @Test("a secret is redacted in every shape, and text that holds none stays")
    func redaction() throws {
        let secret = try #require(Secret(" hf_abcdefghijkl\n"))
        #expect("\(secret)" == "[key]")
        #expect(String(reflecting: [secret]) == "[[key]]")
        #expect(secret.redacted(in: "a hf_abcdefghijkl b") == "a [key] b")
        #expect(secret.redacted(in: "abcdefghij") == "[key]")
        #expect(secret.redacted(in: "abcdefg") == "abcdefg")
        #expect(secret.redacted(in: "grün, 日本") == "grün, 日本")
        let short = try #require(Secret("abc"))
        #expect(short.redacted(in: "xabcx") == "x[key]x")
        for text in ["", " ", "a b", "a\u{7}b", "schlüssel"] { #expect(Secret(text) == nil, "\(text)") }
    }

    @Test("batches end at a count or at a number of characters; a longer text stands alone")
    func batches() {
        let texts = ["aaaa", "bbbb", "c", "d", "e", String(repeating: "f", count: 50), "g"]
        #expect(ApiBatches.plan(texts, count: 3, characters: 9) == [0..<3, 3..<5, 5..<6, 6..<7])
        #expect(ApiBatches.plan([], count: 3, characters: 9).isEmpty)
        #expect(ApiBatches.plan(["a", "b"], count: 1, characters: 9) == [0..<1, 1..<2])
    }

    @Test("tokens are estimated from above, and a text is cut between scalars")
    func estimates() {
        let estimate = TokenEstimate(maximumTokens: 512)
        #expect(estimate.tokenCount(of: "") == 0)
        #expect(estimate.tokenCount(of: "the whale") == 3)
        #expect(estimate.tokenCount(of: "2026!") == 5)
        #expect(estimate.tokenCount(of: "鯨") == 2)
        #expect(TokenEstimate.beginning(of: "the whale", upTo: 2) == "the wha")
        #expect(TokenEstimate.beginning(of: "鯨鯨鯨", upTo: 5) == "鯨鯨")
        #expect(TokenEstimate.beginning(of: "👨‍👩‍👧", upTo: 4) == "👨")
        #expect(TokenEstimate.beginning(of: "short", upTo: 5) == "short")
    }

    @Test("calls at once keep their order, and the first error stops the rest")
    func concurrentCalls() throws {
        #expect(try ConcurrentCalls.map(50, limit: 8) { $0 * $0 } == (0..<50).map { $0 * $0 })
        let count = Counter()
        #expect(throws: NearestError.self) {
            _ = try ConcurrentCalls.map(1_000, limit: 2) { index -> Int in
                _ = count.next()
                Thread.sleep(forTimeInterval: 0.001)
                if index == 3 { throw NearestError(.network, nil, "it failed") }
                return index
            }
        }
        #expect(count.next() < 20)
    }
}
