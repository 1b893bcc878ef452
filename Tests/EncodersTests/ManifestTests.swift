import Foundation
import Inference
import NearestCore
import Testing

@testable import Encoders

/// Networks with a manifest, against ONNX Runtime and LiteRT (`scripts/make-manifest-fixtures`).
@Suite("Networks with a manifest", openVINOIsHere)
struct ManifestTests {
    @Test("makes the reference's vectors of texts, whatever runs together")
    func text() throws {
        let expected = try ManifestFixtures.expected().text
        let encoder = try ManifestFixtures.encoder("text")
        #expect(encoder.space.modalities == [.text] && encoder.space.dimensions == 6)
        #expect(encoder.tokenCounter?.passageTokenLimit == 5)
        let inputs = expected.texts.map { EncoderInput.text($0) }
        let together = try ManifestFixtures.encode(encoder, inputs)
        for (row, vector) in expected.vectors.enumerated() {
            #expect(Fixtures.largestDifference(together[row], vector) < 1e-5, "\(expected.texts[row])")
            let alone = try ManifestFixtures.encode(encoder, [inputs[row]])
            #expect(Fixtures.largestDifference(alone[0], vector) < 1e-5, "\(expected.texts[row])")
        }
    }

    @Test(
        "makes the reference's vectors and labels of pictures", arguments: ["image", "ir"])
    func image(name: String) throws {
        let expected = try ManifestFixtures.expected().image
        let encoder = try ManifestFixtures.encoder(name)
        let images = (0..<3).map { EncoderInput.image(ManifestFixtures.picture(side: 8, seed: $0)) }
        let vectors = try ManifestFixtures.encode(encoder, images)
        for row in 0..<3 {
            // The network gives floats of 16 bits.
            #expect(Fixtures.largestDifference(vectors[row], expected.vectors[row]) < 2e-3)
        }
        let classifier = try #require(encoder as? any Classifier)
        let labels = try classifier.labels(of: images, count: 4, cancellation: Cancellation())
        let both = try classifier.encodeWithLabels(
            images, purpose: .document, count: 4, cancellation: Cancellation())
        #expect(both.vectors == vectors && both.labels == labels)
        let names = ["tench, Tinca tinca", "goldfish", "tiger shark", "hen"]
        for row in 0..<3 {
            let logits = try #require(expected.logits)[row]
            let order = logits.indices.sorted { logits[$0] > logits[$1] }
            #expect(labels[row].map(\.name) == order.map { names[$0] })
            #expect(Fixtures.largestDifference(labels[row].map(\.logit), order.map { logits[$0] }) < 1e-4)
            #expect(abs(labels[row].map(\.probability).reduce(0, +) - 1) < 1e-5)
        }
    }

    @Test("takes bytes as they are, one picture a run, and what their sums stand for")
    func channelsLast() throws {
        let expected = try ManifestFixtures.expected().channelsLast
        let encoder = try ManifestFixtures.encoder("channels-last")
        let images = (0..<3).map { EncoderInput.image(ManifestFixtures.picture(side: 8, seed: $0)) }
        let vectors = try ManifestFixtures.encode(encoder, images)
        for row in 0..<3 { #expect(Fixtures.largestDifference(vectors[row], expected.vectors[row]) < 2e-3) }
        #expect(!(encoder is any Classifier))
    }

    @Test("works on links into another folder, as Hugging Face's cache has them")
    func links() throws {
        let folder = try TemporaryFolder()
        for name in Disk.names(in: ManifestFixtures.folder("image")) {
            try folder.write(Fixtures.data("manifest/image/\(name)"), to: "blobs/\(name)-blob")
            try FileManager.default.createDirectory(
                atPath: folder.path + "/snapshot", withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(
                atPath: "\(folder.path)/snapshot/\(name)", withDestinationPath: "../blobs/\(name)-blob")
        }
        let model = try ManifestModel(ModelFolder(id: "linked", path: folder.path + "/snapshot"))
        let cache = GraphCache(folder: folder.path + "/cache")
        let expected = try ManifestFixtures.expected().image
        // Compiled first, then from the cache.
        for _ in 0..<2 {
            let encoder = try ManifestEncoder(model, precision: .f32, cache: cache)
            let vectors = try ManifestFixtures.encode(
                encoder, [.image(ManifestFixtures.picture(side: 8, seed: 0))])
            #expect(Fixtures.largestDifference(vectors[0], expected.vectors[0]) < 2e-3)
        }
    }

    @Test("refuses what the model does not read")
    func otherModality() throws {
        let encoder = try ManifestFixtures.encoder("image")
        let error = #expect(throws: NearestError.self) { try ManifestFixtures.encode(encoder, [.text("a cat")]) }
        #expect(error?.code == .invalidArgument && error?.problem.contains("not text") == true)
    }

    @Test("moves the fingerprint with anything that the manifest or its files say")
    func fingerprint() throws {
        func fingerprint(_ change: (TemporaryFolder) throws -> Void) throws -> String {
            let folder = try ManifestFixtures.copy("image")
            try change(folder)
            return try ManifestModel(ModelFolder(id: "m", path: folder.path)).space(precision: .f32).fingerprint
        }
        let same = try fingerprint { _ in }
        #expect(try fingerprint { try ManifestFixtures.change($0) { "\n" + $0 + "  " } } == same)
        let others = try [
            fingerprint { try ManifestFixtures.change($0) { $0.replacing("\"BGR\"", with: "\"RGB\"") } },
            fingerprint { try ManifestFixtures.change($0) { $0.replacing("0.25", with: "0.26") } },
            fingerprint { try $0.write(Data(count: 620), to: "weights.data") },
            fingerprint {
                try $0.write(Fixtures.data("manifest/image/model.onnx") + Data([0x12, 0]), to: "model.onnx")
            },
        ]
        #expect(Set(others + [same]).count == 5)
    }

    @Test("finds and lists a model that has a manifest and no config.json")
    func library() throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: folder.path + "/own", withIntermediateDirectories: true)
        try folder.copy(ManifestFixtures.folder("image"), to: "own/net")
        let library = ModelLibrary(modelsFolder: folder.path, hubFolder: "/nowhere")
        let summary = try #require(library.list().first)
        #expect(summary.id == "own/net" && summary.kind == "manifest" && summary.problem == nil)
        #expect(summary.dimensions == 5 && summary.modalities == [.image])
        #expect(summary.purpose == "image to image search, 4 labels")
        #expect(try library.folder(of: "net").id == "own/net")
        let file = folder.path + "/own/net/nearest.json"
        #expect(try library.folder(of: file).has("model.onnx"))
        let error = #expect(throws: NearestError.self) {
            try library.folder(of: folder.path + "/own/net/model.onnx")
        }
        #expect(error?.remedy?.contains("nearest.json") == true)
    }
}
