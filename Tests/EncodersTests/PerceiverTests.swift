import Foundation
import Inference
import NearestCore
import Testing

@testable import Encoders

/// The Perceiver for films against PyTorch's, on tiny models with random weights.
@Suite("Perceiver", openVINOIsHere)
struct PerceiverTests {
    static let names = ["tiny-perceiver", "tiny-perceiver-torch"]

    @Test("embeds films and scores classes as the reference does", arguments: names)
    func outputs(name: String) throws {
        let expected = try #require(VideoFixtures.models().models[name])
        let model = try VideoFixtures.model(name)
        let clips = VideoFixtures.clips(for: model)
        let cache = try TemporaryFolder()
        for (precision, leastCosine) in [(Precision.f32, 0.99999), (.bf16, 0.999)] {
            let network = VideoNetwork(model, precision: precision, cache: GraphCache(folder: cache.path))
            let vectors = try network.embed(clips, cancellation: Cancellation())
            let scores = try network.logits(of: clips, cancellation: Cancellation())
            #expect(vectors.count == 3 && scores.count == 3)
            #expect(expected.embedding.count == 3 && expected.logits.count == 3)
            for row in 0..<3 {
                for (found, wanted) in [
                    (Array(vectors[row]), expected.embedding[row]), (scores[row], expected.logits[row]),
                ] {
                    #expect(found.count == wanted.count)
                    let cosine = Fixtures.cosine(found, wanted)
                    #expect(cosine >= leastCosine, "\(precision) row \(row): \(cosine)")
                    let difference = Fixtures.largestDifference(found, wanted)
                    if precision == .f32 { #expect(difference <= 1e-3, "row \(row): \(difference)") }
                }
            }
        }
    }

    @Test("gives films the same vectors together as alone")
    func batch() throws {
        let model = try VideoFixtures.model("tiny-perceiver")
        let clips = VideoFixtures.clips(for: model)
        let cache = try TemporaryFolder()
        let network = VideoNetwork(model, precision: .f32, cache: GraphCache(folder: cache.path))
        let together = try network.run(clips, [(Perceiver.Port.embedding, model.dimensions)])[0]
        let alone = try network.embed(clips, cancellation: Cancellation())
        #expect(Fixtures.largestDifference(together, alone.values) < 1e-5)
    }

    @Test("repeats a short film's last picture, and hears silence where there is no sound")
    func short() throws {
        let model = try VideoFixtures.model("tiny-perceiver")
        let whole = try #require(VideoFixtures.clips(for: model).last)
        let cache = try TemporaryFolder()
        let network = VideoNetwork(model, precision: .f32, cache: GraphCache(folder: cache.path))
        func vector(_ frames: [PixelImage], _ sound: [Float]?) throws -> [Float] {
            let clip = VideoClip(
                frames: frames, frameRate: whole.frameRate,
                sound: sound.map { AudioClip(rate: 48_000, samples: $0) })
            return try Array(network.embed([clip], cancellation: Cancellation())[0])
        }
        let first = whole.frames[0]
        let silence = [Float](repeating: 0, count: model.perceiver.configuration.sampling.soundCount)
        #expect(try vector([first], nil) == vector([first, first, first], silence))
        #expect(try vector([first], [0.5]) == vector([first, first, first, first], [0.5] + silence))
        #expect(try vector([first], nil) != vector(whole.frames, nil))
    }

    @Test("refuses another rate of pictures or sound")
    func rates() throws {
        let model = try VideoFixtures.model("tiny-perceiver")
        let clip = VideoFixtures.clips(for: model)[1]
        let network = VideoNetwork(model, precision: .f32)
        for wrong in [
            VideoClip(frames: clip.frames, frameRate: 25, sound: nil),
            VideoClip(frames: clip.frames, frameRate: clip.frameRate, sound: AudioClip(rate: 16_000, samples: [0])),
        ] {
            let error = #expect(throws: NearestError.self) {
                try network.embed([wrong], cancellation: Cancellation())
            }
            #expect(error?.code == .invalidArgument)
        }
    }

    @Test("tells positions with the reference's numbers")
    func positions() throws {
        let expected = try VideoFixtures.models().positions
        let positions = FourierPositions(lengths: [1920], resolutions: [30_720], bands: 192)
        let numbers = positions.numbers()
        #expect(numbers.count == 1920 * 385)
        let picked = stride(from: 0, to: numbers.count, by: 997).map { numbers[$0] }
        #expect(picked.count == expected.count)
        #expect(Fixtures.largestDifference(picked, expected) < 1e-6)
    }

    @Test("loads through the library, labels and all")
    func library() throws {
        let models = try TemporaryFolder()
        try models.write("", to: "lab/x")
        try models.copy(VideoFixtures.folder("tiny-perceiver"), to: "lab/films")
        let encoder = try EncoderLibrary(models: ModelLibrary(modelsFolder: models.path, hubFolder: models.path))
            .load(model: "lab/films", options: EncoderOptions(precision: .f32))
        #expect(encoder.space.modalities == [.video] && encoder.space.dimensions == 12)
        let classifier = try #require(encoder as? any Classifier)
        let films = try #require(encoder.viewer)
        #expect(films.sampling.frames == 3 && films.sampling.soundCount == 72)
        let large = PixelImage(width: 50, height: 30, pixels: (0..<4500).map { UInt8($0 % 251) })
        let small = films.prepare(large)
        #expect(small.width == 12 && small.height == 12 && films.prepare(small) == small)
        let clip = VideoClip(frames: [large], frameRate: 2000, sound: nil)
        let prepared = VideoClip(frames: [small], frameRate: 2000, sound: nil)
        let vectors = try encoder.encode(
            [.video(clip), .video(prepared)], purpose: .document, cancellation: Cancellation())
        #expect(Array(vectors[0]) == Array(vectors[1]))
        let labels = try classifier.labels(of: [.video(clip)], count: 2, cancellation: Cancellation())
        #expect(labels[0].count == 2 && labels[0][0].probability > labels[0][1].probability)
        let both = try classifier.encodeWithLabels(
            [.video(clip), .video(prepared)], purpose: .document, count: 2, cancellation: Cancellation())
        #expect(both.vectors == vectors && both.labels == [labels[0], labels[0]])
        #expect(["juggling", "knitting", "surfing water"].contains(labels[0][0].name))
        let error = #expect(throws: NearestError.self) {
            try encoder.encode([.text("x")], purpose: .query, cancellation: Cancellation())
        }
        #expect(error?.code == .invalidArgument)
    }

    @Test("says what it is for, and keeps spaces apart")
    func summary() throws {
        let summary = ModelSummary(
            try ModelFolder(id: "films", path: VideoFixtures.folder("tiny-perceiver-torch")))
        #expect(summary.problem == nil && summary.modalities == [.video] && summary.dimensions == 8)
        #expect(summary.purpose == "video to video search, 66 labels")
        let space = try VideoFixtures.model("tiny-perceiver").space(
            precision: .f32, digests: DigestCache(folder: nil))
        #expect(space.settings["sampling"]?.contains("3 frames at 2000.0/s") == true)
        #expect(space.settings["image_preprocessing"]?.contains("shortest 12 bilinear, crop 12x12") == true)
        let other = try VideoFixtures.model("tiny-perceiver").space(precision: .bf16)
        #expect(space.fingerprint != other.fingerprint)
    }

    @Test(
        "refuses configurations that contradict the weights or themselves",
        arguments: [
            ("\"num_latents\": 5", "\"num_latents\": 6"), ("\"d_latents\": 12", "\"d_latents\": 1000000000000"),
            ("\"image_size\": 3", "\"image_size\": 65536"),
            ("\"samples_per_patch\": 8", "\"samples_per_patch\": 7"),
            ("\"samples_per_patch\": 8", "\"samples_per_patch\": 9"),
            ("\"num_blocks\": 1", "\"num_blocks\": 60000"),
            ("\"num_frames\": 3", "\"num_frames\": 2048"),
            ("\"num_self_attention_heads\": 3", "\"num_self_attention_heads\": 5"),
            ("\"num_cross_attention_heads\": 1", "\"num_cross_attention_heads\": 2"),
            ("\"num_frames\": 3", "\"num_frames\": -3"), ("\"hidden_act\": \"gelu\"", "\"hidden_act\": \"sharp\""),
            ("for_attention\": \"kv\"", "for_attention\": \"qkv\""),
        ])
    func contradictions(from: String, to: String) throws {
        let folder = try Self.copy()
        let path = folder.path + "/config.json"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let changed = text.replacingOccurrences(of: from, with: to)
        #expect(changed != text)
        try folder.write(changed, to: "config.json")
        let error = #expect(throws: NearestError.self) {
            _ = try VideoFixtures.model("x", at: folder.path).perceiver.graph(name: "x")
        }
        #expect(error?.code == .brokenModel || error?.code == .unknownModel)
    }

    @Test("refuses films that would not fit into memory", arguments: [65_536, 1024])
    func largest(frames: Int) throws {
        let folder = try TemporaryFolder()
        try folder.write(
            #"{"num_frames": \#(frames), "image_size": 8, "audio_samples_per_frame": 48000}"#, to: "config.json")
        let error = #expect(throws: NearestError.self) {
            try PerceiverConfiguration(ModelFolder(id: "x", path: folder.path))
        }
        #expect(error?.code == .brokenModel && error?.remedy != nil)
    }

    @Test("refuses a Perceiver that was made for something else")
    func other() throws {
        let folder = try TemporaryFolder()
        try folder.write("{\"model_type\": \"perceiver\"}", to: "config.json")
        try folder.copy(Fixtures.path("tiny-bert/model.safetensors"), to: "model.safetensors")
        let error = #expect(throws: NearestError.self) { try VideoFixtures.model("x", at: folder.path) }
        #expect(error?.code == .unknownModel && error?.remedy?.contains("multimodal-perceiver") == true)
    }

    @Test("says which weights are not numbers")
    func notNumbers() throws {
        let folder = try Self.copy()
        let path = folder.path + "/model.safetensors"
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        let tensor = try SafetensorsFile(path: path).tensor("perceiver.embeddings.latents")
        #expect(tensor.elementType == .f16)
        bytes.replaceSubrange(tensor.offset..<tensor.offset + 2, with: [0, 0x7E])
        try folder.write(bytes, to: "model.safetensors")
        let model = try VideoFixtures.model("x", at: folder.path)
        let cache = try TemporaryFolder()
        let network = VideoNetwork(model, precision: .f32, cache: GraphCache(folder: cache.path))
        let error = #expect(throws: NearestError.self) {
            try network.embed([VideoFixtures.clips(for: model)[0]], cancellation: Cancellation())
        }
        #expect(error?.code == .brokenModel && error?.subject?.hasSuffix("/model.safetensors") == true)
        #expect(error?.problem == "its tensor perceiver.embeddings.latents holds numbers that are not finite")
    }

    private static func copy() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for name in ["config.json", "model.safetensors"] {
            try folder.copy(VideoFixtures.folder("tiny-perceiver/" + name), to: name)
        }
        return folder
    }
}
