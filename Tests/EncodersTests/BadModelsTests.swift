import Foundation
import Inference
import NearestCore
import Testing

@testable import Encoders

/// Model folders that contradict themselves: each is refused with the file and what is wrong with it.
@Suite("Bad models", openVINOIsHere)
struct BadModelsTests {
    /// A whole model of a few kilobytes whose tokenizer has ids from 0 to 13.
    private static func model() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for name in ["config.json", "model.safetensors"] {
            try folder.copy("\(Fixtures.tinyModel)/\(name)", to: name)
        }
        try folder.copy(ManifestFixtures.folder("text") + "/tokenizer.json", to: "tokenizer.json")
        return folder
    }

    private static func encode(_ folder: TemporaryFolder, text: String = "a whale") throws -> [Float] {
        let library = EncoderLibrary(models: ModelLibrary(modelsFolder: "/nowhere", hubFolder: "/nowhere"))
        let encoder = try library.load(model: folder.path, options: EncoderOptions(precision: .f32))
        return Array(try ManifestFixtures.encode(encoder, [.text(text)])[0])
    }

    /// Writes the weights anew: each tensor's values as `type` has them.
    private static func rewrite(
        _ folder: TemporaryFolder, as type: String, _ bytes: (_ name: String, _ values: [Float]) -> Data
    ) throws {
        let file = try SafetensorsFile(path: folder.path + "/model.safetensors")
        var header: [String: [String: Any]] = [:]
        var data = Data()
        for (name, tensor) in file.tensors {
            let raw = try RandomAccessFile(path: file.path).read(tensor.offset, tensor.byteCount)
            let values = raw.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
            let part = bytes(name, values)
            header[name] = [
                "dtype": type, "shape": tensor.dimensions, "data_offsets": [data.count, data.count + part.count],
            ]
            data += part
        }
        let text = try JSONSerialization.data(withJSONObject: header)
        let length = withUnsafeBytes(of: UInt64(text.count).littleEndian) { Data($0) }
        try folder.write(length + text + data, to: "model.safetensors")
    }

    private static func data<Number>(_ values: [Number]) -> Data { values.withUnsafeBytes { Data($0) } }

    @Test("reads weights of 64 bits as those of 32")
    func doubles() throws {
        let folder = try Self.model()
        let expected = try Self.encode(folder)
        try Self.rewrite(folder, as: "F64") { Self.data($1.map(Double.init)) }
        #expect(Fixtures.largestDifference(try Self.encode(folder), expected) < 1e-6)
    }

    @Test("refuses weights that are whole numbers")
    func integers() throws {
        let folder = try Self.model()
        try Self.rewrite(folder, as: "I64") { Self.data($1.map { Int64($0) }) }
        let error = #expect(throws: NearestError.self) { try Self.encode(folder) }
        #expect(error?.code == .brokenModel && error?.problem.contains("the type i64") == true)
    }

    @Test("names the tensor that is not finite", arguments: [Float.nan, .infinity])
    func notFinite(value: Float) throws {
        let folder = try Self.model()
        let name = "encoder.layer.1.output.dense.weight"
        try Self.rewrite(folder, as: "F32") { Self.data($0 == name ? [value] + $1.dropFirst() : $1) }
        let error = #expect(throws: NearestError.self) { try Self.encode(folder) }
        #expect(error?.subject?.hasSuffix("model.safetensors") == true && error?.problem.contains(name) == true)
    }

    @Test("refuses a token that the weights do not know, and reads the others")
    func vocabulary() throws {
        let folder = try Self.model()
        let text = try String(contentsOfFile: folder.path + "/tokenizer.json", encoding: .utf8)
        try folder.write(text.replacing("\"whale\": 5", with: "\"whale\": 50"), to: "tokenizer.json")
        _ = try Self.encode(folder, text: "the deep sea")
        let error = #expect(throws: NearestError.self) { try Self.encode(folder) }
        #expect(error?.code == .brokenModel && error?.subject?.hasSuffix("tokenizer.json") == true)
        #expect(error?.problem == "it gives the token id 50 where the weights know 50")
    }

    @Test("reads a vocabulary of a token a line as it reads tokenizer.json")
    func olderVocabulary() throws {
        let folder = try Self.model()
        let expected = try Self.encode(folder)
        try FileManager.default.removeItem(atPath: folder.path + "/tokenizer.json")
        let error = #expect(throws: NearestError.self) { try Self.encode(folder) }
        #expect(error?.problem.contains("none of tokenizer.json, vocab.txt and vocab.json") == true)
        let tokens = [
            "[PAD]", "[UNK]", "[CLS]", "[SEP]", "a", "whale", "sub", "##mar", "##ine", "in", "the", "deep", "sea",
            ".", "[MASK]",
        ]
        try folder.write(tokens.joined(separator: "\n") + "\n", to: "vocab.txt")
        try folder.write(#"{"do_lower_case": false}"#, to: "tokenizer_config.json")
        #expect(try Self.encode(folder) == expected)
        let summary = ModelSummary(try ModelFolder(id: "old", path: folder.path))
        #expect(summary.problem == nil && summary.modalities == [.text])

        let model = try TextModel(ModelFolder(id: "old", path: folder.path))
        let before = try model.space(precision: .f32, digests: DigestCache(folder: nil))
        try folder.write(#"{"do_lower_case": true}"#, to: "tokenizer_config.json")
        #expect(
            try model.space(precision: .f32, digests: DigestCache(folder: nil)).fingerprint != before.fingerprint)
    }

    @Test(
        "names the file that is not what it should be",
        arguments: [
            ("config.json", "[{\"model_type\": \"bert\"}]", "something else"),
            ("config.json", "", "not valid JSON"),
            (
                "config.json", "{\"model_type\": \"bert\", \"a\": " + String(repeating: "[", count: 1_000_000),
                "JSON"
            ),
            ("config.json", "{\"model_type\": \"mamba\"}", "mamba"),
            ("tokenizer.json", "", "ends too early"),
            ("tokenizer.json", String(repeating: "[", count: 1_000_000), "nested too deeply"),
            ("tokenizer.json", "{\"model\": {\"type\": \"Morpheme\", \"vocab\": {}}}", "Morpheme"),
            ("model.safetensors", "", "too few"),
        ])
    func content(name: String, content: String, words: String) throws {
        let folder = try Self.model()
        try folder.write(content, to: name)
        let error = #expect(throws: NearestError.self) { try Self.encode(folder) }
        #expect([.brokenModel, .unknownModel].contains(error?.code))
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
        #expect(error?.subject?.hasPrefix(folder.path) == true)
    }

    @Test("reads no configuration that is as large as weights")
    func hugeConfiguration() throws {
        let folder = try Self.model()
        try #require(truncate(folder.path + "/config.json", 1 << 30) == 0)
        let error = #expect(throws: NearestError.self) { try Self.encode(folder) }
        #expect(error?.subject == folder.path + "/config.json" && error?.problem.contains("larger") == true)
    }

    @Test(
        "names the shard that is missing, or lies elsewhere",
        arguments: [
            ("gone.safetensors", "gone.safetensors"), ("../x.safetensors", "not in the model's folder"),
            ("/etc/passwd", "not in the model's folder"), ("", "not in the model's folder"),
        ])
    func shards(file: String, words: String) throws {
        let folder = try Self.model()
        try FileManager.default.removeItem(atPath: folder.path + "/model.safetensors")
        try folder.write("{\"weight_map\": {\"a\": \"\(file)\"}}", to: "model.safetensors.index.json")
        let error = #expect(throws: NearestError.self) { try Self.encode(folder) }
        #expect(error?.code == .brokenModel)
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }
}
