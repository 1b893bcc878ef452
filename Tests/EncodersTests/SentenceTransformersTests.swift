import Foundation
import Inference
import NearestCore
import Testing

@testable import Encoders

/// Whole folders of sentence-transformers, tokenizer to vector, against what it made of the same texts.
@Suite("sentence-transformers folders", openVINOIsHere)
struct SentenceTransformersTests {
    struct Expected: Decodable {
        struct ByPooling: Decodable {
            var mode: String
            var prompted: [[Float]]
            var left_out: [[Float]]
        }

        var texts: [String]
        var query: [[Float]]
        var document: [[Float]]
        var plain: [[Float]]
        var other: [[Float]]?
        var lowered: [[Float]]?
        var poolings: [ByPooling]?
    }

    static let bert = "sentence-bert"
    static let multilingual = "sentence-xlm-roberta"

    @Test("prompts, two poolings without the prompt, a dense layer and length 1, as saved now")
    func newFolder() throws {
        let expected = try Self.expected(Self.bert)
        let folder = try Self.copy(Self.bert)
        try Self.compare(folder, .query, expected.query)
        try Self.compare(folder, .document, expected.document)
        let none = EncoderOptions(precision: .f32, queryPrompt: "", documentPrompt: "")
        try Self.compare(folder, .query, expected.plain, none)
        let other = EncoderOptions(precision: .f32, documentPrompt: "whales whales: ")
        try Self.compare(folder, .document, try #require(expected.other), other)
        try Self.compare(folder, .query, expected.query, other)
        let space = try Self.encoder(folder).space
        #expect(space.dimensions == 8)
        #expect(space.settings["pooling"] == "mean+lasttoken" && space.settings["prompt_pooled"] == "false")
        #expect(space.settings["query_prompt"] == "query: " && space.settings["document_prompt"] == "passage: ")
        #expect(space.settings["maximum_tokens"] == "24" && space.settings["normalised"] == "true")
        #expect(space.settings["steps"]?.hasPrefix("dense 24 to 8, Tanh, ") == true)
    }

    @Test("stays near the reference in bf16")
    func bfloat16() throws {
        let expected = try Self.expected(Self.bert)
        let folder = try Self.copy(Self.bert)
        let encoder = try Self.encoder(folder, EncoderOptions(precision: .bf16))
        let vectors = try withExtendedLifetime(folder) { try Self.encode(expected.texts, encoder, .query) }
        for (row, vector) in expected.query.enumerated() {
            #expect(Fixtures.cosine(vectors[row], vector) > 0.999, "\(expected.texts[row])")
        }
    }

    @Test("reads a dense layer in PyTorch's own format, and a pooling's switches of older versions")
    func olderForms() throws {
        let folder = try Self.copy(Self.bert)
        try FileManager.default.removeItem(atPath: folder.path + "/m/2_Dense/model.safetensors")
        try folder.write(
            """
            {"word_embedding_dimension": 12, "pooling_mode_mean_tokens": true, "pooling_mode_cls_token": false,
             "pooling_mode_lasttoken": true, "include_prompt": false}
            """, to: "m/1_Pooling/config.json")
        let old = try String(contentsOfFile: folder.path + "/m/modules.json", encoding: .utf8)
            .replacing("sentence_transformers.base.modules.dense.Dense", with: "sentence_transformers.models.Dense")
        try folder.write(old, to: "m/modules.json")
        try Self.compare(folder, .query, Self.expected(Self.bert).query)
    }

    @Test("each way of pooling, with the prompt's tokens and without", arguments: [true, false])
    func poolings(includesPrompt: Bool) throws {
        let expected = try Self.expected(Self.bert)
        let poolings = try #require(expected.poolings)
        #expect(Set(poolings.map(\.mode)).count == 6)
        for pooling in poolings {
            let folder = try Self.copy(Self.bert)
            try folder.write(
                #"{"pooling_mode": "\#(pooling.mode)", "include_prompt": \#(includesPrompt)}"#,
                to: "m/1_Pooling/config.json")
            try folder.write(
                #"[{"path": "", "type": "x.Transformer"}, {"path": "1_Pooling", "type": "x.Pooling"}]"#,
                to: "m/modules.json")
            let rows = includesPrompt ? pooling.prompted : pooling.left_out
            try Self.compare(folder, .query, rows, tolerance: 1e-4, pooling.mode)
        }
    }

    @Test("a multilingual E5 folder, whose prompts only its name tells")
    func multilingualE5() throws {
        let expected = try Self.expected(Self.multilingual)
        let named = try Self.copy(Self.multilingual, as: "intfloat/multilingual-e5-small")
        try Self.compare(named, .query, expected.query, name: "intfloat/multilingual-e5-small")
        try Self.compare(named, .document, expected.document, name: "intfloat/multilingual-e5-small")
        let unnamed = try Self.copy(Self.multilingual)
        try Self.compare(unnamed, .query, expected.plain)
        try unnamed.write(#"{"max_seq_length": 24, "do_lower_case": true}"#, to: "m/sentence_bert_config.json")
        try Self.compare(unnamed, .document, try #require(expected.lowered))
        #expect(try Self.encoder(unnamed).space.settings["lowercase"] == "true")
    }

    @Test("what the folder says of its steps is refused where it cannot be, by the file's name")
    func refusals() throws {
        let cases: [(file: String, from: String, to: String, code: NearestError.Code)] = [
            ("2_Dense/config.json", #""in_features": 24"#, #""in_features": 23"#, .brokenModel),
            ("2_Dense/config.json", #""out_features": 8"#, #""out_features": 0"#, .brokenModel),
            ("2_Dense/config.json", "activation.Tanh", "activation.Softsign", .unknownModel),
            ("2_Dense/config.json", "torch.nn.modules.activation.Tanh", "mine.Tanh", .unknownModel),
            ("2_Dense/config.json", "sentence_embedding", "token_embeddings", .unknownModel),
            ("1_Pooling/config.json", "lasttoken", "middletoken", .unknownModel),
            ("1_Pooling/config.json", #""include_prompt": false"#, #""include_prompt": "no""#, .brokenModel),
            ("modules.json", "2_Dense", "../2_Dense", .brokenModel),
            ("modules.json", "normalize.Normalize", "lstm.LSTM", .unknownModel),
            ("tokenizer_config.json", #""model_max_length": 24"#, #""model_max_length": 0"#, .brokenModel),
        ]
        for (file, old, new, code) in cases {
            let folder = try Self.copy(Self.bert)
            let text = try String(contentsOfFile: "\(folder.path)/m/\(file)", encoding: .utf8)
            try folder.write(text.replacing(old, with: new), to: "m/\(file)")
            let error = #expect(throws: NearestError.self, "\(new)") { try Self.encoder(folder) }
            #expect(
                error?.code == code && error?.subject?.hasPrefix(folder.path) == true,
                "\(new): \(error.debugDescription)")
        }
        let folder = try Self.copy(Self.bert)
        try folder.copy("\(folder.path)/m/model.safetensors", to: "other")
        try FileManager.default.removeItem(atPath: folder.path + "/m/2_Dense/model.safetensors")
        try FileManager.default.moveItem(
            atPath: folder.path + "/other", toPath: folder.path + "/m/2_Dense/model.safetensors")
        let error = #expect(throws: NearestError.self) {
            try Self.encode(["x"], Self.encoder(folder), .query)
        }
        #expect(error?.code == .brokenModel && error?.problem.contains("linear.weight") == true)
    }

    @Test("a model_max_length without a limit is none")
    func noLimit() throws {
        let folder = try Self.copy(Self.bert)
        let path = folder.path + "/m/tokenizer_config.json"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try folder.write(
            text.replacing(
                #""model_max_length": 24"#, with: #""model_max_length": 1000000000000000019884624838656"#),
            to: "m/tokenizer_config.json")
        #expect(try Self.encoder(folder).space.settings["maximum_tokens"] == "32")
    }

    // MARK: What the tests share

    static func expected(_ name: String) throws -> Expected {
        try JSONDecoder().decode(Expected.self, from: Fixtures.data("\(name)/expected.json"))
    }

    /// A fixture that a test may change.
    static func copy(_ name: String, as place: String = "m") throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let parent = URL(fileURLWithPath: "\(folder.path)/\(place)").deletingLastPathComponent()
        try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
        try folder.copy(Fixtures.path(name), to: place)
        return folder
    }

    static func encoder(
        _ folder: TemporaryFolder, _ options: EncoderOptions = EncoderOptions(precision: .f32),
        name: String = "m"
    ) throws -> any Encoder {
        let library = EncoderLibrary(models: ModelLibrary(modelsFolder: folder.path, hubFolder: folder.path))
        return try library.load(model: name == "m" ? folder.path + "/m" : name, options: options)
    }

    static func encode(
        _ texts: [String], _ encoder: any Encoder, _ purpose: EncodingPurpose
    ) throws -> VectorBatch {
        try encoder.encode(texts.map(EncoderInput.text), purpose: purpose, cancellation: Cancellation())
    }

    private static func compare(
        _ folder: TemporaryFolder, _ purpose: EncodingPurpose, _ expected: [[Float]],
        _ options: EncoderOptions = EncoderOptions(precision: .f32), name: String = "m", tolerance: Float = 2e-5,
        _ comment: String = ""
    ) throws {
        let texts = try Self.expected(bert).texts
        #expect(texts.count == expected.count)
        let vectors = try encode(texts, encoder(folder, options, name: name), purpose)
        for (row, vector) in expected.enumerated() {
            #expect(vectors[row].count == vector.count)
            let difference = Fixtures.largestDifference(vectors[row], vector)
            #expect(difference < tolerance, "\(comment) \(texts[row].prefix(30))")
        }
    }
}
