import Foundation
import Inference
import NearestCore
import Testing

@testable import Encoders

/// Every architecture for pictures against PyTorch's, on tiny models with random weights.
@Suite("Models for pictures", openVINOIsHere)
struct VisionModelTests {
    static let names = [
        "tiny-resnet", "tiny-resnet-basic", "tiny-resnet-early", "tiny-torchvision", "tiny-vit", "tiny-dinov2",
        "tiny-dinov2-gated", "tiny-clip", "tiny-clip-old", "tiny-siglip",
    ]

    @Test("has the reference's outputs for all of them")
    func fixtures() throws {
        #expect(try VisionFixtures.models().models.keys.sorted() == Self.names.sorted())
    }

    @Test("embeds pictures as the reference does", arguments: names)
    func embeddings(name: String) throws {
        let fixtures = try VisionFixtures.models()
        let expected = try #require(fixtures.models[name])
        let images = VisionFixtures.images(fixtures)
        let cache = try TemporaryFolder()
        for (precision, leastCosine) in [(Precision.f32, 0.99999), (.bf16, 0.999)] {
            let network = try VisionNetwork(
                VisionFixtures.model(name), precision: precision, cache: GraphCache(folder: cache.path))
            let batch = try network.embed(images, cancellation: Cancellation())
            #expect(batch.count == 3 && expected.embedding.count == 3)
            for (row, vector) in expected.embedding.enumerated() {
                let cosine = Fixtures.cosine(batch[row], vector)
                #expect(cosine >= leastCosine, "\(precision) row \(row): \(cosine)")
                if precision == .f32 { #expect(Fixtures.largestDifference(batch[row], vector) < 1e-3) }
            }
        }
    }

    @Test("scores classes as the reference does", arguments: names)
    func logits(name: String) throws {
        let fixtures = try VisionFixtures.models()
        let model = try VisionFixtures.model(name)
        guard let expected = fixtures.models[name]?.logits else {
            #expect(model.classes == nil)
            return
        }
        #expect(model.classes?.count == expected[0].count)
        let cache = try TemporaryFolder()
        let network = VisionNetwork(model, precision: .f32, cache: GraphCache(folder: cache.path))
        let scores = try network.logits(of: VisionFixtures.images(fixtures), cancellation: Cancellation())
        #expect(scores.count == expected.count)
        for (row, vector) in expected.enumerated() {
            #expect(Fixtures.largestDifference(scores[row], vector) < 1e-3, "row \(row)")
        }
    }

    @Test("embeds texts as the reference does", arguments: ["tiny-clip", "tiny-clip-old", "tiny-siglip"])
    func texts(name: String) throws {
        let expected = try #require(VisionFixtures.models().models[name])
        let ids = try #require(expected.ids)
        let texts = try #require(expected.texts)
        let cache = try TemporaryFolder()
        for (precision, leastCosine) in [(Precision.f32, 0.99999), (.bf16, 0.999)] {
            let network = try VisionNetwork(
                VisionFixtures.model(name), precision: precision, cache: GraphCache(folder: cache.path))
            let batch = try network.embed(tokens: ids, cancellation: Cancellation())
            #expect(batch.count == texts.count)
            for (row, vector) in texts.enumerated() {
                let cosine = Fixtures.cosine(batch[row], vector)
                #expect(cosine >= leastCosine, "\(precision) row \(row): \(cosine)")
                if precision == .f32 { #expect(Fixtures.largestDifference(batch[row], vector) < 1e-3) }
            }
        }
    }

    @Test("says what each is for")
    func summaries() throws {
        for (name, modalities) in [("tiny-clip", [Modality.text, .image]), ("tiny-resnet", [.image])] {
            let summary = ModelSummary(try ModelFolder(id: name, path: VisionFixtures.folder(name)))
            #expect(summary.modalities == modalities && summary.problem == nil)
            #expect(summary.purpose.contains("image"))
        }
        let old = ModelSummary(try ModelFolder(id: "old", path: VisionFixtures.folder("tiny-clip-old")))
        #expect(old.problem?.contains("none of tokenizer.json, vocab.txt and vocab.json") == true)
        let resnet = try VisionFixtures.model("tiny-resnet")
        #expect(resnet.classes == ["heron", "kettle", "fog"])
        let space = try resnet.space(precision: .f32, digests: DigestCache(folder: nil))
        #expect(space.modalities == [.image] && space.dimensions == 24)
        #expect(space.settings["normalised"] == "false" && space.settings["pooling"] == "pooled")
        #expect(space.settings["image_preprocessing"]?.contains("32x32 bicubic") == true)
        let clip = try VisionFixtures.model("tiny-clip").space(precision: .f32, digests: DigestCache(folder: nil))
        #expect(clip.modalities == [.text, .image] && clip.settings["normalised"] == "true")
    }

    @Test("gives another preprocessing another fingerprint")
    func fingerprint() throws {
        let folder = try Self.copy("tiny-resnet")
        let before = try VisionFixtures.model("x", at: folder.path).space(precision: .f32).fingerprint
        let name = "preprocessor_config.json"
        let text = try String(contentsOfFile: "\(folder.path)/\(name)", encoding: .utf8)
        try folder.write(text.replacingOccurrences(of: "\"resample\": 3", with: "\"resample\": 2"), to: name)
        let after = try VisionFixtures.model("x", at: folder.path).space(precision: .f32).fingerprint
        #expect(before != after)
    }

    @Test("names the likeliest classes")
    func labels() {
        let labels = VisionEncoder.labels([1, 3, 2], count: 2, names: ["a", "b", "c"])
        #expect(labels.map(\.name) == ["b", "c"] && labels.map(\.logit) == [3, 2])
        #expect(abs(labels[0].probability - 0.66524096) < 1e-6)
        #expect(VisionEncoder.labels([1, 3, 2], count: 9, names: ["a", "b", "c"]).count == 3)
        #expect(VisionEncoder.labels([1e30, -1e30], count: 1, names: ["a", "b"])[0].probability == 1)
    }

    @Test("loads through the library, classifier and all, and refuses what it does not read")
    func library() throws {
        let library = EncoderLibrary(models: ModelLibrary(modelsFolder: "/nowhere", hubFolder: "/nowhere"))
        let path = VisionFixtures.folder("tiny-vit")
        let encoder = try library.load(model: path, options: EncoderOptions(precision: .f32))
        let classifier = try #require(encoder as? any Classifier)
        let fixtures = try VisionFixtures.models()
        let image = EncoderInput.image(VisionFixtures.images(fixtures)[0])
        let labels = try classifier.labels(of: [image], count: 2, cancellation: Cancellation())
        let expected = try #require(fixtures.models["tiny-vit"]?.logits?[0])
        #expect(labels[0].map(\.logit) == labels[0].map(\.logit).sorted(by: >))
        let both = try classifier.encodeWithLabels(
            [image], purpose: .document, count: 2, cancellation: Cancellation())
        #expect(both.labels == labels)
        #expect(
            try both.vectors == encoder.encode([image], purpose: .document, cancellation: Cancellation()))
        #expect(abs(labels[0][0].logit - (expected.max() ?? 0)) < 1e-3)
        #expect(encoder.tokenCounter == nil)
        #expect(encoder.space == (try library.space(model: path, options: EncoderOptions(precision: .f32))))
        let error = #expect(throws: NearestError.self) {
            try encoder.encode([.text("a heron")], purpose: .query, cancellation: Cancellation())
        }
        #expect(error?.code == .invalidArgument)
    }

    @Test(
        "takes texts and pictures in one call, by the model's own tokens",
        .enabled(if: tokenizerIsKnown, "byte pairs are not among the tokenizers known here"))
    func bothTowers() throws {
        let fixtures = try VisionFixtures.models()
        let expected = try #require(fixtures.models["tiny-clip"])
        let sentences = try #require(expected.sentences)
        let vectors = try #require(expected.sentenceVectors)
        let images = VisionFixtures.images(fixtures)
        let encoder = try VisionEncoder(VisionFixtures.model("tiny-clip"), precision: .f32)
        #expect(encoder.tokenCounter?.passageTokenLimit == 10)
        #expect(encoder.tokenCount(of: "lagi bad") == 5)
        var inputs: [EncoderInput] = []
        var rows: [[Float]] = []
        for index in sentences.indices {
            inputs.append(.text(sentences[index]))
            rows.append(vectors[index])
            if index < images.count {
                inputs.append(.image(images[index]))
                rows.append(expected.embedding[index])
            }
        }
        let batch = try encoder.encode(inputs, purpose: .document, cancellation: Cancellation())
        #expect(batch.count == 8 && rows.count == 8)
        for (row, vector) in rows.enumerated() {
            #expect(Fixtures.largestDifference(batch[row], vector) < 1e-4, "row \(row)")
        }
    }

    @Test("stops between batches")
    func cancelled() throws {
        let fixtures = try VisionFixtures.models()
        let cancellation = Cancellation()
        cancellation.cancel()
        let network = VisionNetwork(try VisionFixtures.model("tiny-vit"), precision: .f32)
        #expect(throws: CancellationError.self) {
            try network.embed(VisionFixtures.images(fixtures), cancellation: cancellation)
        }
    }

    @Test("names the tensor that contradicts the configuration", arguments: names)
    func contradiction(name: String) throws {
        let folder = try Self.copy(name)
        var text = try String(contentsOfFile: folder.path + "/config.json", encoding: .utf8)
        for size in ["24", "16"] {
            text = text.replacingOccurrences(of: "\(size),", with: "48,")
                .replacingOccurrences(of: " \(size)\n", with: " 48\n")
                .replacingOccurrences(of: " \(size)]", with: " 48]")
        }
        try folder.write(text, to: "config.json")
        let error = #expect(throws: NearestError.self) {
            try VisionFixtures.model(name, at: folder.path).imageGraph()
        }
        #expect(error?.code == .brokenModel)
        #expect(error?.subject?.hasPrefix(folder.path) == true, "\(error.debugDescription)")
    }

    @Test("says so when weights are not numbers")
    func notNumbers() throws {
        let folder = try Self.copy("tiny-vit")
        var weights = try Data(contentsOf: URL(fileURLWithPath: folder.path + "/model.safetensors"))
        for place in stride(from: weights.count - 4000, to: weights.count - 4, by: 4) {
            weights.replaceSubrange(place..<place + 4, with: [0, 0, 0xC0, 0x7F])
        }
        try FileManager.default.removeItem(atPath: folder.path + "/model.safetensors")
        try folder.write(weights, to: "model.safetensors")
        let network = VisionNetwork(
            try VisionFixtures.model("tiny-vit", at: folder.path), precision: .f32,
            cache: GraphCache(folder: folder.path + "/cache"))
        let images = VisionFixtures.images(try VisionFixtures.models())
        let error = #expect(throws: NearestError.self) {
            try network.embed(images, cancellation: Cancellation())
        }
        #expect(error?.code == .brokenModel && error?.problem.contains("not finite") == true)
        #expect(error?.subject?.hasSuffix("/model.safetensors") == true)
    }

    @Test("names a weight that is no number although an activation swallows what comes of it")
    func swallowed() throws {
        let folder = try Self.copy("tiny-resnet")
        let path = folder.path + "/model.safetensors"
        let name = "resnet.embedder.embedder.convolution.weight"
        let tensor = try #require(try SafetensorsFile(path: path).tensors[name])
        var weights = try Data(contentsOf: URL(fileURLWithPath: path))
        weights.replaceSubrange(tensor.offset..<tensor.offset + 4, with: [0, 0, 0xC0, 0x7F])
        try FileManager.default.removeItem(atPath: path)
        try folder.write(weights, to: "model.safetensors")
        let network = VisionNetwork(
            try VisionFixtures.model("tiny-resnet", at: folder.path), precision: .f32,
            cache: GraphCache(folder: folder.path + "/cache"))
        let error = #expect(throws: NearestError.self) {
            try network.embed(VisionFixtures.images(VisionFixtures.models()), cancellation: Cancellation())
        }
        #expect(error?.code == .brokenModel && error?.problem.contains(name) == true)
    }

    private static var tokenizerIsKnown: Bool {
        let model = try? VisionFixtures.model("tiny-clip")
        return (try? model.map { try VisionEncoder($0, precision: .f32) })?.tokenCounter != nil
    }

    /// A fixture that a test may change.
    static func copy(_ name: String) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for file in try FileManager.default.contentsOfDirectory(atPath: VisionFixtures.folder(name)) {
            try folder.copy(VisionFixtures.folder(name) + "/" + file, to: file)
        }
        return folder
    }
}
