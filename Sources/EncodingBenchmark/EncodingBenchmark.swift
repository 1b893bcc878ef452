import Encoders
import Foundation
import NearestCore

/// Times the encoder for `scripts/benchmark-encoding`: reads commands from standard input, a line each, and
/// answers each by a line of JSON, so that one process can take turns with another implementation.
///
///     load MODEL PRECISION     seconds until the model can encode
///     texts FILE               a JSON array of strings to encode from now on; their number
///     encode                   seconds to encode all of them
///     query                    seconds for each of them alone, the median
@main
struct EncodingBenchmark {
    private var encoder: (any Encoder)?
    private var texts: [EncoderInput] = []

    static func main() throws {
        var benchmark = EncodingBenchmark()
        while let line = readLine() {
            do {
                let value = try benchmark.answer(line.split(separator: " ").map(String.init))
                // Unbuffered, since the other side waits for it.
                FileHandle.standardOutput.write(Data("{\"value\": \(value)}\n".utf8))
            } catch {
                FileHandle.standardError.write(Data("EncodingBenchmark: \(error)\n".utf8))
                exit(2)
            }
        }
    }

    private mutating func answer(_ words: [String]) throws -> Double {
        switch words.first {
        case "load" where words.count == 3:
            return try Self.seconds {
                encoder = try EncoderLibrary.standard().load(
                    model: words[1], options: EncoderOptions(precision: Precision(rawValue: words[2])))
            }
        case "texts" where words.count == 2:
            let content = try Data(contentsOf: URL(fileURLWithPath: words[1]))
            texts = try JSONDecoder().decode([String].self, from: content).map(EncoderInput.text)
            return Double(texts.count)
        case "encode":
            return try Self.seconds { _ = try encode(texts, .document) }
        case "query":
            let times = try texts.map { text in try Self.seconds { _ = try encode([text], .query) } }
            return times.sorted()[times.count / 2]
        default:
            throw NearestError(.invalidArgument, words.first, "no such command")
        }
    }

    private func encode(_ texts: [EncoderInput], _ purpose: EncodingPurpose) throws -> VectorBatch {
        guard let encoder else { throw NearestError(.invalidArgument, "encode", "no model is loaded") }
        return try encoder.encode(texts, purpose: purpose, cancellation: Cancellation())
    }

    private static func seconds(_ body: () throws -> Void) rethrows -> Double {
        let duration = try ContinuousClock().measure(body)
        return Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
    }
}
