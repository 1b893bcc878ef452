import Foundation
import NearestCore
import Testing

@testable import Remote

@Suite("Encoding through an API")
struct ApiEncoderTests {
    private static let texts = (0..<10).map { String(repeating: "word ", count: $0) + "\($0)" }

    private func encode(
        _ encoder: ApiEncoder, _ texts: [String], purpose: EncodingPurpose = .document
    ) throws -> VectorBatch {
        try encoder.encode(texts.map(EncoderInput.text), purpose: purpose, cancellation: Cancellation())
    }

    private func questions(_ api: FakeApi) throws -> [FakeApi.Question] {
        try api.server.requests.map { request in
            try JSONDecoder().decode(FakeApi.Question.self, from: Data(request.body))
        }
    }

    @Test("vectors come in the order of the texts, from batches of the given size, in either format")
    func order() throws {
        for format in ApiSettings.NumberFormat.allCases {
            let api = try FakeApi()
            var settings = try api.settings()
            settings.numberFormat = format
            let vectors = try encode(api.encoder(settings), Self.texts)
            #expect(vectors.count == Self.texts.count)
            for (row, text) in Self.texts.enumerated() {
                #expect(Array(vectors[row]) == FakeApi.vector(of: text), "\(format) \(text)")
            }
            let sizes = try questions(api).map(\.input.count).sorted()
            #expect(sizes == [1, 3, 3, 3])
            #expect(try questions(api).allSatisfy { $0.encoding_format == format.rawValue && $0.model == "tiny" })
        }
    }

    @Test("a server that gives floats where base64 was asked for is understood")
    func otherFormat() throws {
        let api = try FakeApi { _, question in
            var question = question
            question.encoding_format = "float"
            return FakeApi.answer(question)
        }
        #expect(try Array(encode(api.encoder(api.settings()), ["abc"])[0]) == FakeApi.vector(of: "abc"))
    }

    @Test("nothing is asked for no text, and a space for an empty one")
    func empty() throws {
        let api = try FakeApi()
        let encoder = try api.encoder(api.settings())
        #expect(try encode(encoder, []).count == 0)
        #expect(api.server.requests.isEmpty)
        #expect(try encode(encoder, [""]).count == 1)
        #expect(try questions(api).map(\.input) == [[" "]])
    }

    @Test("the number of dimensions: asked for where it is set, taken from the server where nothing says")
    func dimensions() throws {
        let api = try FakeApi()
        var settings = try api.settings()
        let asked = try api.encoder(settings, dimensions: nil)
        #expect(asked.space.dimensions == FakeApi.dimensions)
        #expect(try questions(api).map(\.dimensions) == [nil])

        settings.dimensions = 2
        let short = try api.encoder(settings, dimensions: nil)
        #expect(short.space.dimensions == 2)
        #expect(try Array(encode(short, ["abc"])[0]) == FakeApi.vector(of: "abc", dimensions: 2))
        #expect(try questions(api).map(\.dimensions) == [nil, 2], "the server is not asked for what is known")
    }

    @Test("prompts stand before texts as the purpose says")
    func prompts() throws {
        let api = try FakeApi()
        var settings = try api.settings()
        settings.queryPrompt = "query: "
        settings.documentPrompt = "passage: "
        let encoder = try api.encoder(settings)
        _ = try encode(encoder, ["a"], purpose: .query)
        _ = try encode(encoder, ["a"], purpose: .document)
        #expect(try questions(api).map(\.input) == [["query: a"], ["passage: a"]])
    }

    @Test("the fingerprint covers server, model, dimensions and prompts, and not the key")
    func fingerprint() throws {
        let base = try ApiSettings(name: "x", url: "http://a.example/v1", source: "test")
        func fingerprint(_ settings: ApiSettings, dimensions: Int = 4) throws -> String {
            try ApiEncoder(settings, dimensions: dimensions).space.fingerprint
        }
        var prompted = base
        prompted.queryPrompt = "q: "
        let others = try [
            fingerprint(ApiSettings(name: "x", url: "http://b.example/v1", source: "test")),
            fingerprint(ApiSettings(name: "x", url: "http://a.example/v2", source: "test")),
            fingerprint(ApiSettings(name: "x", model: "y", url: "http://a.example/v1", source: "test")),
            fingerprint(base, dimensions: 5), fingerprint(prompted),
        ]
        #expect(Set(others + [try fingerprint(base)]).count == 6)
        let keyed = try ApiSettings(
            name: "x", url: "https://a.example/v1/embeddings", source: "test", key: Secret("sk-secret-secret"))
        #expect(try fingerprint(keyed) == fingerprint(base), "the key and the scheme move no vector")
    }

    @Test("waits as a 429 asks and goes on; backs off when a server in trouble says nothing")
    func retries() throws {
        let api = try FakeApi { number, _ in
            switch number {
            case 1: .text(429, "", [("Retry-After", "7")])
            case 2: .text(503, "")
            default: nil
            }
        }
        #expect(try Array(encode(api.encoder(api.settings()), ["abc"])[0]) == FakeApi.vector(of: "abc"))
        #expect(api.time.waited == [7, 2])
    }

    @Test("gives up after some attempts, for each way in which a server can fail", arguments: [500, 429, 0])
    func giveUp(status: Int) throws {
        let api = try FakeApi { _, _ in
            var reply = TestServer.Reply.text(status == 0 ? 200 : status, "down for maintenance")
            if status == 0 { reply.cutAfter = 3 }
            return reply
        }
        let error = try nearestError { _ = try encode(api.encoder(api.settings()), ["abc"]) }
        #expect(error.code == .network)
        #expect(error.subject == "api:tiny")
        #expect(error.problem.contains(status == 0 ? "cut" : "\(status)"))
        #expect(api.server.requests.count == 4)
        #expect(api.time.waited == [1, 2, 4])
    }

    @Test("when one of several requests fails, its reason is told, and the others end")
    func oneFails() throws {
        let api = try FakeApi { number, _ in number == 3 ? .text(400, "too long") : .text(503, "") }
        var settings = try api.settings()
        settings.batch = 1
        let encoder = try ApiEncoder(settings, dimensions: FakeApi.dimensions)
        let error = try nearestError { _ = try encode(encoder, Self.texts) }
        #expect(error.problem.contains("too long"))
    }

    @Test("what a server refuses is not asked again, and its words are told", arguments: [400, 401, 403, 404, 422])
    func refusal(status: Int) throws {
        let api = try FakeApi { _, _ in .text(status, #"{"error":{"message":"no thanks","type":"x"}}"#) }
        let error = try nearestError { _ = try encode(api.encoder(api.settings(key: "sk-abcdefgh")), ["abc"]) }
        #expect(error.problem.contains("no thanks"))
        #expect(error.problem.contains("\(status)"))
        #expect(error.remedy != nil)
        if status == 401 { #expect(error.remedy?.contains("TINY_KEY") == true) }
        #expect(api.server.requests.count == 1)
    }

    @Test("a server that is not there is tried three times, each wait is told, and a cancellation ends it")
    func unreachable() throws {
        let settings = try ApiSettings(name: "tiny", url: "http://127.0.0.1:1", source: "test")
        let time = FakeTime()
        let told = Counter()
        let error = try nearestError {
            _ = try ApiEncoder(settings, retry: time.policy(attempts: 9)) { _, _ in _ = told.next() }
        }
        #expect(error.problem.contains("refused"))
        #expect(time.waited == [1, 2])
        #expect(told.next() == 3)

        let cancellation = Cancellation()
        #expect(throws: CancellationError.self) {
            _ = try ApiEncoder(settings, cancellation: cancellation) { _, _ in cancellation.cancel() }
        }
    }

    @Test("a refusal says what was refused and what to do")
    func refusalWords() throws {
        func error(_ status: Int, _ headers: [(String, String)] = []) throws -> NearestError {
            let api = try FakeApi { _, _ in .text(status, "", headers) }
            return try nearestError { _ = try encode(api.encoder(api.settings()), ["abc"]) }
        }
        #expect(try error(401).problem.contains("wants a key (401)"))
        let patient = try error(429, [("Retry-After", "9999")])
        #expect(patient.problem.contains("asks to wait for 9999 s"))
        #expect(!patient.problem.contains("times"))
        let moved = try error(301, [("Location", "https://new.example/v1/embeddings?key=never-told")])
        #expect(moved.problem.contains("new.example/v1/embeddings"))
        #expect(!moved.description.contains("never-told"))
        for status in [301, 418, 500] { #expect(try error(status).remedy != nil, "\(status)") }
    }

    @Test("a server that does not answer in time is given up")
    func timeOut() throws {
        let api = try FakeApi { _, question in
            var reply = FakeApi.answer(question)
            reply.delay = 3
            return reply
        }
        var settings = try api.settings()
        settings.timeout = 0.1
        let error = try nearestError { _ = try encode(api.encoder(settings), ["abc"]) }
        #expect(error.problem.contains("in time"))
        #expect(api.server.requests.count == 4)
    }

    @Test("a cancellation ends a request that is under way")
    func cancellation() throws {
        let cancellation = Cancellation()
        let api = try FakeApi { _, question in
            cancellation.cancel()
            var reply = FakeApi.answer(question)
            reply.delay = 30
            return reply
        }
        let encoder = try api.encoder(api.settings())
        let clock = ContinuousClock()
        let start = clock.now
        #expect(throws: CancellationError.self) {
            _ = try encoder.encode(
                Self.texts.map(EncoderInput.text), purpose: .document, cancellation: cancellation)
        }
        #expect(clock.now - start < .seconds(10))
    }

    @Test("an answer that cannot be right is refused with what is wrong")
    func wrongAnswers() throws {
        let notANumber = "\"\(FakeApi.base64([1, .nan, 3, 4]))\""
        let infinite = "\"\(FakeApi.base64([1, 2, 3, .infinity]))\""
        let cases: [(rows: [String], problem: String)] = [
            ([FakeApi.row(0, "[1,2,3]"), FakeApi.row(1, "[1,2,3]")], "3 dimensions, not 4"),
            ([FakeApi.row(0, "[1,2,3,4]")], "given 2 texts and answered with 1 vectors"),
            ([FakeApi.row(0, "[1,2,3,4]"), FakeApi.row(0, "[1,2,3,4]")], "index 0"),
            ([FakeApi.row(0, "[1,2,3,4]"), FakeApi.row(7, "[1,2,3,4]")], "index 7"),
            ([FakeApi.row(0, "[1,2,3,4]"), FakeApi.row(1, "\"AAAA\"")], "base64"),
            ([FakeApi.row(0, "[1,2,3,4]"), FakeApi.row(1, notANumber)], "not finite"),
            ([FakeApi.row(0, "[1,2,3,4]"), FakeApi.row(1, infinite)], "not finite"),
            ([FakeApi.row(0, "[1,2,3,4]"), FakeApi.row(1, "[1,NaN,3,4]")], "not what"),
            ([FakeApi.row(0, "[1,2,3,4]"), FakeApi.row(1, "[1,null,3,4]")], "not what"),
            ([FakeApi.row(0, "[1,2,3,4]"), "{}"], "not what"),
        ]
        for (rows, problem) in cases {
            let api = try FakeApi { _, _ in FakeApi.reply(rows) }
            let error = try nearestError { _ = try encode(api.encoder(api.settings()), ["a", "b"]) }
            #expect(error.problem.contains(problem), "\(error)")
            #expect(api.server.requests.count == 1)
        }
    }

    @Test("the key goes along and never shows, though the server repeats it, whole or in part")
    func secrecy() throws {
        let key = "sk-proj-0123456789abcdefghijklmnop"
        for said in [key, "Bearer \(key)", String(key.prefix(20)) + "…", "\u{1B}[31m" + key] {
            let api = try FakeApi { _, _ in .text(401, "Incorrect API key provided: \(said).") }
            let settings = try api.settings(key: key)
            let error = try nearestError { _ = try encode(api.encoder(settings), ["abc"]) }
            #expect(error.description.contains("Incorrect API key provided: "))
            #expect(error.description.contains("[key]"))
            for start in 0...key.count - 8 {
                let piece = key.dropFirst(start).prefix(8)
                #expect(!error.description.contains(piece), "\(error)")
            }
            #expect(api.server.requests.first?.header("authorization") == "Bearer \(key)")
            var shown = ""
            dump(settings, to: &shown)
            #expect(!(shown + "\(settings) \(String(reflecting: settings))").contains(key))
        }
    }

    @Test("texts longer than the server takes are cut, and passages are planned shorter")
    func cutting() throws {
        let api = try FakeApi()
        var settings = try api.settings()
        settings.maximumTokens = 50
        let encoder = try api.encoder(settings)
        let text = String(repeating: "whale ", count: 1_000)
        _ = try encode(encoder, [text])
        let sent = try #require(try questions(api).first?.input.first)
        #expect(text.hasPrefix(sent))
        let counter = try #require(encoder.tokenCounter)
        #expect(counter.tokenCount(of: sent) <= 50)
        #expect(counter.tokenCount(of: sent) > 40)
        #expect(counter.passageTokenLimit == 50)
        settings.maximumTokens = 8_191
        #expect(try api.encoder(settings).tokenCounter?.passageTokenLimit == 512)
    }

    @Test("only text is taken")
    func pictures() throws {
        let api = try FakeApi()
        let encoder = try api.encoder(api.settings())
        let picture = PixelImage(width: 1, height: 1, pixels: [0, 0, 0])
        let error = try nearestError {
            _ = try encoder.encode([.image(picture)], purpose: .document, cancellation: Cancellation())
        }
        #expect(error.code == .invalidArgument)
        #expect(api.server.requests.isEmpty)
    }
}
