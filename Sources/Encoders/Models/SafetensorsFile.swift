import Foundation
import Inference
import NearestCore
import Tokenizers

/// The table of contents of a `.safetensors` file. Weights are not read: networks refer to them in place.
///
///     ┌──────────┬────────────────────────┬──────────────────────────────────┐
///     │ u64 LE n │ n bytes of JSON        │ tensors, one after the other     │
///     └──────────┴────────────────────────┴──────────────────────────────────┘
///                  name → dtype, shape,    ↑ offsets count from here
///                  data_offsets [from, to)
///
/// The format is described at https://github.com/huggingface/safetensors. Every claim of the header is checked
/// before anything trusts it, since a file may have been cut short by a broken download.
package struct SafetensorsFile: Sendable {
    package let path: String
    /// Every tensor by name.
    package let tensors: [String: ExternalTensor]

    /// The largest header that the format allows, in bytes.
    private static let largestHeader = 100_000_000

    /// - Throws: `NearestError(.brokenModel)` that names the file and what is wrong with it.
    package init(path: String) throws {
        self.path = path
        guard let stamp = FileStamp(path: path), !stamp.isFolder else {
            throw Self.broken(path, "the file of weights is missing")
        }
        let header = try Self.header(of: path, fileSize: stamp.byteCount)
        tensors = try Self.tensors(header, path: path, fileSize: stamp.byteCount)
    }

    package func tensor(_ name: String) throws -> ExternalTensor {
        guard let tensor = tensors[name] else { throw Self.broken(path, "it holds no tensor \(name)") }
        return tensor
    }

    /// One entry of the header as it is written.
    private struct Entry: Decodable {
        var dtype: String
        var shape: [Int]
        var data_offsets: [Int]
    }

    /// The header's entries; `__metadata__`, which maps strings to strings, is none of them.
    private struct Header: Decodable {
        var entries: [String: Entry] = [:]

        struct Name: CodingKey {
            var stringValue: String
            var intValue: Int? { nil }
            init(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Name.self)
            for key in container.allKeys where key.stringValue != "__metadata__" {
                entries[key.stringValue] = try container.decode(Entry.self, forKey: key)
            }
        }
    }

    private struct Contents {
        var entries: [String: Entry]
        /// Where the tensors begin, in bytes from the file's start.
        var dataStart: Int
    }

    private static func header(of path: String, fileSize: Int) throws -> Contents {
        guard fileSize >= 8 else { throw broken(path, "\(fileSize) bytes are too few for a header") }
        let prefix = try Disk.read(path, upTo: 8)
        guard prefix.count == 8 else { throw broken(path, "it became shorter while being read") }
        let length = prefix.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= largestHeader else {
            throw broken(path, "its header claims \(length) bytes; this is no safetensors file")
        }
        let end = 8 + Int(length)
        guard end <= fileSize else {
            throw broken(path, "it ends inside its header, at byte \(fileSize) of \(end)")
        }
        let bytes = try Disk.read(path, upTo: end).dropFirst(8)
        try checkNames(Array(bytes), path)
        do {
            let header = try JSONDecoder().decode(Header.self, from: Data(bytes))
            return Contents(entries: header.entries, dataStart: end)
        } catch {
            throw broken(path, "its header is not the JSON that the format asks for")
        }
    }

    /// The decoder below would keep one of two tensors of the same name, and not say which.
    private static func checkNames(_ header: [UInt8], _ path: String) throws {
        guard let names = try? ConfigurationNode(parsing: header, path: path).names() else {
            throw broken(path, "its header is not the JSON that the format asks for")
        }
        var seen = Set<String>()
        for name in names where !seen.insert(name).inserted { throw broken(path, "it has two tensors \(name)") }
    }

    private static func tensors(
        _ contents: Contents, path: String, fileSize: Int
    ) throws -> [String: ExternalTensor] {
        var tensors: [String: ExternalTensor] = [:]
        for (name, entry) in contents.entries {
            tensors[name] = try tensor(name, entry, contents.dataStart, path: path, fileSize: fileSize)
        }
        let ordered = tensors.values.filter { $0.byteCount > 0 }.sorted { $0.offset < $1.offset }
        for (left, right) in zip(ordered, ordered.dropFirst()) where left.offset + left.byteCount > right.offset {
            throw broken(path, "the tensors \(left.name) and \(right.name) overlap")
        }
        return tensors
    }

    private static func tensor(
        _ name: String, _ entry: Entry, _ dataStart: Int, path: String, fileSize: Int
    ) throws -> ExternalTensor {
        guard let type = elementType(entry.dtype) else {
            throw broken(path, "the tensor \(name) has the unknown type \(entry.dtype)")
        }
        guard entry.data_offsets.count == 2, entry.shape.allSatisfy({ $0 >= 0 }),
            entry.data_offsets[0] >= 0, entry.data_offsets[0] <= entry.data_offsets[1]
        else { throw broken(path, "the tensor \(name) has impossible offsets or sizes") }
        guard entry.data_offsets[1] <= fileSize - dataStart else {
            throw broken(path, "it ends inside the tensor \(name), at byte \(fileSize)")
        }
        let byteCount = entry.data_offsets[1] - entry.data_offsets[0]
        var expected = type.byteCount
        for size in entry.shape {
            let (product, overflow) = expected.multipliedReportingOverflow(by: size)
            guard !overflow else { throw broken(path, "the tensor \(name) has impossible sizes") }
            expected = product
        }
        guard expected == byteCount else {
            throw broken(path, "the tensor \(name) has \(byteCount) bytes where its shape needs \(expected)")
        }
        return ExternalTensor(
            name: name, elementType: type, dimensions: entry.shape, file: path,
            offset: dataStart + entry.data_offsets[0], byteCount: byteCount)
    }

    private static func elementType(_ name: String) -> ElementType? {
        switch name {
        case "F32": .f32
        case "F16": .f16
        case "BF16": .bf16
        case "F64": .f64
        case "I64": .i64
        case "I32": .i32
        case "I8": .i8
        case "U8": .u8
        case "BOOL": .bool
        default: nil
        }
    }

    private static func broken(_ path: String, _ problem: String) -> NearestError {
        NearestError(
            .brokenModel, path, problem, remedy: "Fetch the model again; scripts/bootstrap does for its own.")
    }
}
