import Encoders
import Extraction
import Foundation
import NearestCore

/// Times encoders for the scripts that compare them with a reference: reads commands from standard input, a line
/// each, and answers each by a line of JSON, so that one process can take turns with another implementation.
///
///     load MODEL PRECISION     seconds until the model can encode
///     texts FILE               a JSON array of texts to encode from now on; their number
///     files FILE               a JSON array of paths of pictures, recordings or films instead; their number
///     encode                   seconds to encode all of them, decoding of files included
///     query                    seconds for each of them alone, the median
///     vectors FILE             encodes once more and writes inputs × dimensions little-endian 32-bit floats
@main
struct EncodingBenchmark {
    private var encoder: (any Encoder)?
    private var sources: [EncoderInputReader.Source] = []

    /// Pictures, recordings or films that are in memory at once.
    private static let filesAtOnce = 16

    static func main() throws {
        var benchmark = EncodingBenchmark()
        while let line = readLine() {
            do {
                let words = line.split(separator: " ", maxSplits: 1).map(String.init)
                let value = try benchmark.answer(words.first ?? "", words.count > 1 ? words[1] : "")
                // Unbuffered, since the other side waits for it.
                FileHandle.standardOutput.write(Data("{\"value\": \(value)}\n".utf8))
            } catch {
                FileHandle.standardError.write(Data("EncodingBenchmark: \(error)\n".utf8))
                exit(2)
            }
        }
    }

    private mutating func answer(_ command: String, _ argument: String) throws -> Double {
        switch command {
        case "load": return try load(argument)
        case "texts":
            sources = try Self.strings(in: argument).map(EncoderInputReader.Source.text)
            return Double(sources.count)
        case "files":
            sources = try Self.strings(in: argument).map(EncoderInputReader.Source.file)
            return Double(sources.count)
        case "encode": return try Self.seconds { _ = try encode(sources, .document) }
        case "query":
            let times = try sources.map { source in try Self.seconds { _ = try encode([source], .query) } }
            return times.sorted()[times.count / 2]
        case "vectors":
            let vectors = try encode(sources, .document)
            try vectors.values.withUnsafeBytes { try Data($0).write(to: URL(fileURLWithPath: argument)) }
            return Double(vectors.count)
        default:
            throw NearestError(.invalidArgument, command, "no such command")
        }
    }

    private mutating func load(_ argument: String) throws -> Double {
        guard let space = argument.lastIndex(of: " ") else {
            throw NearestError(.invalidArgument, "load", "wants a model and a precision")
        }
        let precision = Precision(rawValue: String(argument[argument.index(after: space)...]))
        return try Self.seconds {
            encoder = try EncoderLibrary.standard().load(
                model: String(argument[..<space]), options: EncoderOptions(precision: precision))
        }
    }

    private func encode(_ sources: [EncoderInputReader.Source], _ purpose: EncodingPurpose) throws -> VectorBatch {
        guard let encoder else { throw NearestError(.invalidArgument, "encode", "no model is loaded") }
        var all = VectorBatch(dimensions: encoder.space.dimensions)
        let isText = sources.allSatisfy { if case .text = $0 { true } else { false } }
        let step = isText ? max(1, sources.count) : Self.filesAtOnce
        let reader = EncoderInputReader(encoder)
        for start in stride(from: 0, to: sources.count, by: step) {
            let inputs = try sources[start..<min(start + step, sources.count)].map {
                try reader.read($0, cancellation: Cancellation())
            }
            let vectors = try encoder.encode(inputs, purpose: purpose, cancellation: Cancellation())
            for row in 0..<vectors.count { all.append(vectors[row]) }
        }
        return all
    }

    private static func strings(in path: String) throws -> [String] {
        try JSONDecoder().decode([String].self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    }

    private static func seconds(_ body: () throws -> Void) rethrows -> Double {
        let duration = try ContinuousClock().measure(body)
        return Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
    }
}
