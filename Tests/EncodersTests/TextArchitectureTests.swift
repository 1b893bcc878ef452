import Foundation
import Inference
import NearestCore
import Testing

@testable import Encoders

/// Every architecture for text against transformers', on models of a few kilobytes with random weights: whole and
/// in shards, in 32-bit floats and in both kinds of 16.
@Suite("text architectures", openVINOIsHere)
struct TextArchitectureTests {
    struct Case: Decodable {
        var ids: [[Int32]]
        var vectors: [[Float]]
    }

    static let names = ["roberta", "xlm-roberta", "camembert", "mpnet", "distilbert"]

    @Test("equals the reference in every shape of batch", arguments: names)
    func parity(_ name: String) throws {
        try compare(name, .f32) { vector, expected in
            #expect(Fixtures.largestDifference(vector, expected) < 5e-5)
            #expect(Fixtures.cosine(vector, expected) > 0.99999)
        }
    }

    @Test("stays near the reference in bf16", arguments: names)
    func bfloat16(_ name: String) throws {
        try compare(name, .bf16) { vector, expected in
            #expect(Fixtures.cosine(vector, expected) > 0.999)
        }
    }

    @Test("gives the same vectors from PyTorch's own format, to the last bit")
    func torchWeights() throws {
        let folder = try TemporaryFolder()
        try folder.copy(Fixtures.path("tiny-distilbert/config.json"), to: "config.json")
        try folder.copy(Fixtures.path("tiny-distilbert.bin"), to: "pytorch_model.bin")
        let vectors = try [Fixtures.path("tiny-distilbert"), folder.path].map { path in
            try TextNetwork(
                TextModel(ModelFolder(id: path, path: path)), precision: .f32,
                cache: GraphCache(folder: folder.path + "/cache")
            ).embed([[3, 14, 15, 9], [2, 6]], cancellation: Cancellation())
        }
        #expect(vectors[0] == vectors[1])
    }

    private func compare(
        _ name: String, _ precision: Precision, _ check: (ArraySlice<Float>, [Float]) -> Void
    ) throws {
        let folder = try TemporaryFolder()
        let network = try TextNetwork(
            TextModel(ModelFolder(id: name, path: Fixtures.path("tiny-\(name)"))), precision: precision,
            cache: GraphCache(folder: folder.path + "/cache"))
        let cases = try JSONDecoder().decode([Case].self, from: Fixtures.data("tiny-\(name)/expected.json"))
        #expect(cases.count == 4)
        for testCase in cases {
            let batch = try network.embed(testCase.ids, cancellation: Cancellation())
            #expect(batch.count == testCase.vectors.count)
            for (row, expected) in testCase.vectors.enumerated() { check(batch[row], expected) }
        }
    }
}

/// What contradicts itself is refused before anything is compiled.
@Suite struct TextArchitectureRefusalTests {
    /// A member of a configuration, what becomes of it, and the code of the error.
    private static let contradictions: [(member: String, json: String, code: NearestError.Code)] = [
        ("model_type", "\"perceptron\"", .unknownModel), ("hidden_act", "\"sine\"", .unknownModel),
        ("hidden_size", "13", .brokenModel), ("hidden_size", "15", .brokenModel),
        ("vocab_size", "51", .brokenModel),
        ("max_position_embeddings", "2", .brokenModel), ("num_attention_heads", "0", .brokenModel),
        ("num_hidden_layers", "3", .brokenModel), ("num_hidden_layers", "-1", .brokenModel),
        ("pad_token_id", "50", .brokenModel), ("intermediate_size", "\"20\"", .brokenModel),
    ]

    @Test(arguments: ["roberta", "mpnet"])
    func configurationsThatTheWeightsContradict(_ name: String) throws {
        for (member, json, code) in Self.contradictions {
            let folder = try TemporaryFolder()
            try folder.copy(Fixtures.path("tiny-\(name)/model.safetensors"), to: "model.safetensors")
            let data = try Fixtures.data("tiny-\(name)/config.json")
            var settings = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
            settings[member] = try JSONSerialization.jsonObject(with: Data(json.utf8), options: .fragmentsAllowed)
            try folder.write(JSONSerialization.data(withJSONObject: settings), to: "config.json")
            let error = #expect(throws: NearestError.self, "\(member)") {
                _ = try TextModel(ModelFolder(id: folder.path, path: folder.path)).graph()
            }
            #expect(
                error?.code == code && error?.subject?.contains(folder.path) == true,
                "\(member) \(String(describing: error))")
        }
    }
}
