import Foundation
import Inference
import NearestCore
import Testing

@testable import Encoders

/// The BERT graph against PyTorch's, on a model of a few kilobytes with random weights.
@Suite("BERT", openVINOIsHere)
struct BertTests {
    struct Case: Decodable {
        var ids: [[Int32]]
        var vectors: [String: [[Float]]]
    }

    @Test(
        "equals the reference for every pooling and shape of batch",
        arguments: [Pooling.mean, .firstToken, .maximum, .meanOfSquareRoot])
    func parity(pooling: Pooling) throws {
        let folder = try Self.model(pooling, normalises: false)
        let network = try Self.network(folder, .f32)
        let cases = try JSONDecoder().decode([Case].self, from: Fixtures.data("tiny-bert.json"))
        #expect(cases.count == 5)
        for testCase in cases {
            let batch = try network.embed(testCase.ids, cancellation: Cancellation())
            let expected = try #require(testCase.vectors[pooling.rawValue])
            #expect(batch.count == expected.count)
            for (row, vector) in expected.enumerated() {
                #expect(Fixtures.largestDifference(batch[row], vector) < 2e-5, "row \(row)")
            }
        }
    }

    @Test("normalises when modules.json says so")
    func normalised() throws {
        let folder = try Self.model(.mean, normalises: true)
        let network = try Self.network(folder, .f32)
        let cases = try JSONDecoder().decode([Case].self, from: Fixtures.data("tiny-bert.json"))
        let testCase = try #require(cases.last)
        let batch = try network.embed(testCase.ids, cancellation: Cancellation())
        for (row, vector) in try #require(testCase.vectors["mean"]).enumerated() {
            let length = batch[row].reduce(0) { $0 + $1 * $1 }.squareRoot()
            #expect(abs(length - 1) < 1e-6)
            #expect(Fixtures.cosine(batch[row], vector) > 0.999999)
        }
    }

    @Test("takes nothing and gives nothing")
    func noSequences() throws {
        let folder = try Self.model(.mean, normalises: true)
        let batch = try Self.network(folder, .f32).embed([], cancellation: Cancellation())
        #expect(batch.count == 0)
    }

    @Test("stops between batches")
    func cancelled() throws {
        let folder = try Self.model(.mean, normalises: true)
        let network = try Self.network(folder, .f32)
        let cancellation = Cancellation()
        cancellation.cancel()
        #expect(throws: CancellationError.self) {
            try network.embed([[1, 2]], cancellation: cancellation)
        }
    }

    @Test("serves several threads at once")
    func concurrent() throws {
        let folder = try Self.model(.mean, normalises: true)
        let network = try Self.network(folder, .f32)
        let sequences = (1...16).map { length in (0..<length).map { Int32(($0 * 7 + length) % 50) } }
        let expected = try network.embed(sequences, cancellation: Cancellation())
        let failures = Failures()
        DispatchQueue.concurrentPerform(iterations: 8) { _ in
            for _ in 0..<5 {
                let batch = try? network.embed(sequences, cancellation: Cancellation())
                let difference = batch.map { Fixtures.largestDifference($0.values, expected.values) } ?? 1
                if difference > 1e-6 { failures.count() }
            }
        }
        #expect(failures.total == 0)
    }

    /// A copy of the tiny model, with the pooling that the test wants.
    static func model(_ pooling: Pooling, normalises: Bool) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.copy(Fixtures.tinyModel + "/config.json", to: "config.json")
        try folder.copy(Fixtures.tinyModel + "/model.safetensors", to: "model.safetensors")
        let end = normalises ? #", {"idx": 2, "name": "2", "path": "2_Normalize", "type": "x.Normalize"}"# : ""
        try folder.write(
            """
            [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
             {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"}\(end)]
            """, to: "modules.json")
        let mode = [
            Pooling.mean: "mean_tokens", .firstToken: "cls_token", .maximum: "max_tokens",
            .meanOfSquareRoot: "mean_sqrt_len_tokens",
        ]
        try folder.write(
            #"{"word_embedding_dimension": 12, "pooling_mode_\#(mode[pooling] ?? "")": true}"#,
            to: "1_Pooling/config.json")
        return folder
    }

    static func network(_ folder: TemporaryFolder, _ precision: Precision) throws -> TextNetwork {
        TextNetwork(
            try TextModel(ModelFolder(id: "tiny", path: folder.path)), precision: precision,
            cache: GraphCache(folder: folder.path + "/cache"))
    }
}
