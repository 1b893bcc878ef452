import Crypto
import Foundation
import NearestCore
import Synchronization

@testable import Remote

/// A server with `/v1/embeddings`, which makes of each text a vector that tells the text.
final class FakeApi: Sendable {
    /// What was asked for.
    struct Question: Decodable {
        var model: String
        var input: [String]
        var dimensions: Int?
        var encoding_format: String?
    }

    static let dimensions = 4

    let server: TestServer
    let time = FakeTime()

    /// - Parameter intercept: looked at first, with the number of the request, from 1.
    init(_ intercept: @escaping @Sendable (Int, Question) -> TestServer.Reply? = { _, _ in nil }) throws {
        let count = Counter()
        server = try TestServer { request in
            guard request.target == "/v1/embeddings",
                let question = try? JSONDecoder().decode(Question.self, from: Data(request.body))
            else { return .text(404, "not found") }
            return intercept(count.next(), question) ?? Self.answer(question)
        }
    }

    /// Bytes of the text's hash, about zero: directions that differ, and whole numbers, which are exact.
    static func vector(of text: String, dimensions: Int = dimensions) -> [Float] {
        SHA256.hash(data: Array(text.utf8)).prefix(dimensions).map { Float($0) - 127 }
    }

    /// The rows in the wrong order, in base64 where that is asked for.
    static func answer(_ question: Question) -> TestServer.Reply {
        let rows = question.input.enumerated().reversed().map { index, text in
            let values = vector(of: text, dimensions: question.dimensions ?? dimensions)
            return row(index, question.encoding_format == "base64" ? "\"\(base64(values))\"" : "\(values)")
        }
        return reply(rows)
    }

    static func row(_ index: Int, _ embedding: String) -> String {
        #"{"object":"embedding","index":\#(index),"embedding":\#(embedding)}"#
    }

    static func reply(_ rows: [String]) -> TestServer.Reply {
        .text(200, #"{"object":"list","data":[\#(rows.joined(separator: ","))],"model":"m","usage":{}}"#)
    }

    static func base64(_ values: [Float]) -> String {
        values.reduce(into: Data()) { data, value in
            withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) }
        }.base64EncodedString()
    }

    func settings(key: String? = nil) throws -> ApiSettings {
        var settings = try ApiSettings(
            name: "tiny", url: server.address, source: "test", key: key.flatMap(Secret.init), keySource: "TINY_KEY")
        settings.batch = 3
        return settings
    }

    /// - Parameter dimensions: nil to let the encoder ask.
    func encoder(_ settings: ApiSettings, dimensions: Int? = FakeApi.dimensions) throws -> ApiEncoder {
        try ApiEncoder(settings, dimensions: dimensions, retry: time.policy())
    }
}
