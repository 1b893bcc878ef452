import Foundation
import NearestCore

/// The files of weights that an ONNX file refers to. Nothing else of it is read, so that a model of gigabytes
/// takes no memory.
///
/// The format is protobuf's (https://protobuf.dev/programming-guides/encoding/) after
/// https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3: a tensor with external data has an entry whose key
/// is `location` and whose value is a path beside the file.
struct OnnxFile {
    /// As the file has them, each once, sorted.
    let locations: [String]

    /// - Throws: `NearestError(.brokenModel)` when the file is no ONNX, or refers to what is outside of its folder.
    init(path: String) throws {
        func broken(_ problem: String) -> NearestError {
            NearestError(.brokenModel, path, problem, remedy: "Fetch or export the model again.")
        }
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped) else {
            throw broken("it cannot be read")
        }
        guard !data.isEmpty else { throw broken("it is empty") }
        var found = Set<String>()
        let isWhole = data.withUnsafeBytes { Self.collect($0, .model, depth: 0, into: &found) }
        guard isWhole else { throw broken("it is cut short, or no ONNX file") }
        for location in found {
            let parts = location.split(separator: "/", omittingEmptySubsequences: false)
            guard !parts.contains(where: { ["", ".", ".."].contains($0) }) else {
                throw broken("it takes weights from \"\(location)\", outside of its folder")
            }
        }
        locations = found.sorted()
    }

    /// The kinds of messages on the way to a tensor, with the fields that lead on.
    private enum Message {
        case model
        case graph
        case node
        case attribute
        case function
        case training
        case sparseTensor
        case tensor
        case entry

        func field(_ number: UInt64) -> Message? {
            switch (self, number) {
            case (.model, 7): .graph
            case (.model, 20): .training
            case (.model, 25): .function
            case (.training, 1), (.training, 2): .graph
            case (.function, 7): .node
            case (.function, 11): .attribute
            case (.graph, 1): .node
            case (.graph, 5): .tensor
            case (.graph, 15): .sparseTensor
            case (.node, 5): .attribute
            case (.attribute, 5), (.attribute, 10): .tensor
            case (.attribute, 6), (.attribute, 11): .graph
            case (.attribute, 22), (.attribute, 23): .sparseTensor
            case (.sparseTensor, 1), (.sparseTensor, 2): .tensor
            case (.tensor, 13): .entry
            default: nil
            }
        }
    }

    /// Graphs stand in graphs' nodes; no real network goes deeper.
    private static let deepest = 64

    /// - Returns: whether the message is whole.
    private static func collect(
        _ bytes: UnsafeRawBufferPointer, _ message: Message, depth: Int, into found: inout Set<String>
    ) -> Bool {
        guard depth < deepest else { return false }
        var reader = ProtobufReader(bytes)
        var (key, value) = ("", "")
        while !reader.isAtEnd {
            guard let field = reader.next() else { return false }
            guard let content = field.content else { continue }
            if message == .entry {
                if field.number == 1 { key = String(decoding: content, as: UTF8.self) }
                if field.number == 2 { value = String(decoding: content, as: UTF8.self) }
            } else if let inner = message.field(field.number) {
                guard collect(content, inner, depth: depth + 1, into: &found) else { return false }
            }
        }
        if key == "location" { found.insert(value) }
        return true
    }
}
