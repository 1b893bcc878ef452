import Foundation

/// What `/v1/embeddings` answers.
struct ApiResponse: Decodable {
    /// Why an answer cannot be used, as a clause.
    struct Fault: Error {
        var problem: String
    }

    private struct Row: Decodable {
        var index: Int?
        var embedding: Numbers
    }

    /// Either form may come, whichever was asked for.
    private enum Numbers: Decodable {
        case list([Float])
        case base64(String)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                self = .base64(text)
            } else {
                self = .list(try container.decode([Float].self))
            }
        }

        /// - Returns: nil for what is not base64 of whole floats.
        var values: [Float]? {
            switch self {
            case .list(let values): return values
            case .base64(let text):
                guard let data = Data(base64Encoded: text), data.count % 4 == 0 else { return nil }
                return data.withUnsafeBytes { bytes in
                    (0..<bytes.count / 4).map { row in
                        let bits = bytes.loadUnaligned(fromByteOffset: row * 4, as: UInt32.self)
                        return Float(bitPattern: UInt32(littleEndian: bits))
                    }
                }
            }
        }
    }

    private var data: [Row]

    /// The vectors in the order of the texts.
    ///
    /// - Parameter dimensions: what each must have; nil to take what the first has.
    /// - Throws: `Fault`.
    static func vectors(_ body: [UInt8], count: Int, dimensions: Int?) throws -> [[Float]] {
        guard let response = try? JSONDecoder().decode(ApiResponse.self, from: Data(body)) else {
            throw Fault(problem: "its answer is not what /v1/embeddings answers")
        }
        guard response.data.count == count else {
            throw Fault(problem: "it was given \(count) texts and answered with \(response.data.count) vectors")
        }
        var vectors = [[Float]?](repeating: nil, count: count)
        for (position, row) in response.data.enumerated() {
            let index = row.index ?? position
            guard vectors.indices.contains(index), vectors[index] == nil else {
                throw Fault(problem: "its answer numbers the vectors wrongly (index \(index))")
            }
            guard let values = row.embedding.values else { throw Fault(problem: "a vector is not valid base64") }
            guard values.allSatisfy(\.isFinite) else {
                throw Fault(problem: "a vector holds a value that is not finite")
            }
            let wanted = dimensions ?? vectors.lazy.compactMap { $0?.count }.first ?? values.count
            guard values.count == wanted, wanted > 0 else {
                throw Fault(problem: "a vector has \(values.count) dimensions, not \(wanted)")
            }
            vectors[index] = values
        }
        return vectors.compactMap(\.self)
    }
}
