import Foundation

/// What `/v1/embeddings` is sent.
struct ApiRequest: Encodable {
    var model: String
    var input: [String]
    var dimensions: Int?
    var encodingFormat: String

    enum CodingKeys: String, CodingKey {
        case model, input, dimensions
        case encodingFormat = "encoding_format"
    }

    init(_ texts: some Sequence<String>, settings: ApiSettings) {
        model = settings.model
        // OpenAI refuses an empty text; a space says as little.
        input = texts.map { $0.isEmpty ? " " : $0 }
        dimensions = settings.dimensions
        encodingFormat = settings.numberFormat.rawValue
    }

    func bytes() throws -> [UInt8] {
        Array(try JSONEncoder().encode(self))
    }
}
