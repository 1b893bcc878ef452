import Foundation
import NearestCore
import Testing

@testable import Encoders

/// What a user may choose about an encoder moves its vectors, its space, and nothing else.
@Suite("Encoder options")
struct EncoderOptionsTests {
    @Test("a space gives back the options that made it")
    func roundTrip() throws {
        let folder = try SentenceTransformersTests.copy(SentenceTransformersTests.bert)
        let library = Self.library(folder)
        var fingerprints = Set<String>()
        for options in [
            EncoderOptions(precision: .f32), EncoderOptions(precision: .bf16),
            EncoderOptions(precision: .f32, dimensions: 3), EncoderOptions(precision: .f32, queryPrompt: ""),
            EncoderOptions(precision: .f32, documentPrompt: ""),
            EncoderOptions(precision: .f32, queryPrompt: "q\n: ", documentPrompt: "x=y"),
            EncoderOptions(precision: .f32, dimensions: 1, queryPrompt: "", documentPrompt: ""),
        ] {
            let space = try library.space(model: folder.path + "/m", options: options)
            let again = try library.space(model: folder.path + "/m", options: EncoderOptions(of: space))
            #expect(again == space)
            #expect(options.agree(with: space))
            #expect(try library.load(model: folder.path + "/m", options: options).space == space)
            fingerprints.insert(space.fingerprint)
        }
        #expect(fingerprints.count == 7)
    }

    @Test("an index that was made without prompts stays without, whatever the model's own are today")
    func olderSpace() throws {
        let folder = try SentenceTransformersTests.copy(
            SentenceTransformersTests.multilingual, as: "intfloat/multilingual-e5-small")
        let library = Self.library(folder)
        let model = try ModelLibrary(modelsFolder: folder.path, hubFolder: folder.path).folder(
            of: "multilingual-e5-small")
        let old = try TextModel(model).space(precision: .f32)
        #expect(old.settings.keys.allSatisfy { !$0.contains("prompt") && $0 != "dimensions" && $0 != "steps" })
        #expect(try library.space(model: model.id, options: EncoderOptions(of: old)) == old)
        let new = try library.space(model: model.id, options: EncoderOptions(precision: .f32))
        #expect(new.settings["query_prompt"] == "query: " && new.fingerprint != old.fingerprint)
        #expect(EncoderOptions().agree(with: old))
        #expect(!EncoderOptions(queryPrompt: "query: ").agree(with: old))
    }

    @Test("agrees with a space in what was chosen only")
    func agreement() throws {
        let folder = try SentenceTransformersTests.copy(SentenceTransformersTests.bert)
        let options = EncoderOptions(precision: .f32, dimensions: 4, queryPrompt: "ask: ")
        let space = try Self.library(folder).space(model: folder.path + "/m", options: options)
        for agreeing in [
            EncoderOptions(), EncoderOptions(precision: .f32), EncoderOptions(dimensions: 4),
            EncoderOptions(queryPrompt: "ask: "), EncoderOptions(documentPrompt: "passage: "), options,
        ] { #expect(agreeing.agree(with: space), "\(agreeing)") }
        for other in [
            EncoderOptions(precision: .bf16), EncoderOptions(dimensions: 8), EncoderOptions(queryPrompt: ""),
            EncoderOptions(documentPrompt: ""),
        ] { #expect(!other.agree(with: space), "\(other)") }
        let whole = try Self.library(folder).space(model: folder.path + "/m")
        #expect(EncoderOptions(dimensions: 8).agree(with: whole))
    }

    @Test("all dimensions are none chosen, and more or fewer than there are is an error with the range")
    func dimensions() throws {
        let folder = try SentenceTransformersTests.copy(SentenceTransformersTests.bert)
        let library = Self.library(folder)
        let whole = try library.space(model: folder.path + "/m", options: EncoderOptions(precision: .f32))
        #expect(
            try library.space(model: folder.path + "/m", options: EncoderOptions(precision: .f32, dimensions: 8))
                == whole)
        for impossible in [0, -1, 9, .max] {
            let error = #expect(throws: NearestError.self) {
                try library.load(model: folder.path + "/m", options: EncoderOptions(dimensions: impossible))
            }
            #expect(error?.code == .invalidArgument && error?.remedy?.contains("1 to 8") == true)
        }
    }

    @Test("the first values are kept, with length 1 again where the model has it")
    func shortening() throws {
        let batch = VectorBatch(dimensions: 3, values: [3, 4, 12, 0, 0, 5])
        #expect(Shortening.shortened(batch, to: 2, normalises: false).values == [3, 4, 0, 0])
        #expect(Shortening.shortened(batch, to: 2, normalises: true).values == [0.6, 0.8, 0, 0])
    }

    @Test("vectors of every kind of model are shortened", openVINOIsHere)
    func everyKind() throws {
        let expected = try SentenceTransformersTests.expected(SentenceTransformersTests.bert)
        let folder = try SentenceTransformersTests.copy(SentenceTransformersTests.bert)
        let short = EncoderOptions(precision: .f32, dimensions: 3)
        let encoder = try SentenceTransformersTests.encoder(folder, short)
        let vectors = try SentenceTransformersTests.encode(expected.texts, encoder, .query)
        #expect(vectors.dimensions == 3 && encoder.tokenCounter != nil)
        for (row, vector) in expected.query.enumerated() {
            let length = vector.prefix(3).reduce(0) { $0 + $1 * $1 }.squareRoot()
            #expect(Fixtures.largestDifference(vectors[row], vector.prefix(3).map { $0 / length }) < 1e-4)
        }
        let library = Self.library(folder)
        let image = EncoderInput.image(try #require(VisionFixtures.images(VisionFixtures.models()).first))
        let path = VisionFixtures.folder("tiny-vit")
        let whole = try library.load(model: path, options: EncoderOptions(precision: .f32))
        let classifier = try #require(library.load(model: path, options: short) as? any Classifier)
        let all = try whole.encode([image], purpose: .document, cancellation: Cancellation())
        let first = try classifier.encode([image], purpose: .document, cancellation: Cancellation())
        #expect(first.values == Array(all.values.prefix(3)), "the model does not normalise")
        #expect(
            try classifier.labels(of: [image], count: 2, cancellation: Cancellation())
                == (whole as? any Classifier)?.labels(of: [image], count: 2, cancellation: Cancellation()))
        let sound = EncoderInput.audio(AudioClip(rate: 16_000, samples: [Float](repeating: 0.25, count: 1600)))
        let whisper = try library.load(model: Fixtures.path("tiny-whisper"), options: short)
        #expect(try whisper.encode([sound], purpose: .document, cancellation: Cancellation()).values.count == 3)
    }

    @Test("passages are cut so that they fit behind the prompt")
    func room() throws {
        let folder = try SentenceTransformersTests.copy(SentenceTransformersTests.bert)
        func limit(_ prompt: String?) throws -> Int? {
            try SentenceTransformersTests.encoder(
                folder, EncoderOptions(precision: .f32, documentPrompt: prompt)
            ).tokenCounter?.passageTokenLimit
        }
        #expect(try limit("") == 22)
        #expect(try limit(nil) == 20, "the model's own is two tokens")
        let counter = try #require(SentenceTransformersTests.encoder(folder).tokenCounter)
        let long = String(repeating: "whale the query ", count: 12)
        #expect(
            try limit(long.trimmingCharacters(in: .whitespaces).prefix(95) + "") == 22
                - counter.tokenCount(of: long.prefix(95)))
        for options in [EncoderOptions(queryPrompt: long), EncoderOptions(documentPrompt: long)] {
            let error = #expect(throws: NearestError.self) {
                try SentenceTransformersTests.encoder(folder, options)
            }
            #expect(
                error?.code == .invalidArgument && error?.problem.contains("36 tokens") == true,
                "\(error.debugDescription)")
        }
    }

    @Test("a model for text and pictures puts the prompt before texts only", openVINOIsHere)
    func clip() throws {
        let path = VisionFixtures.folder("tiny-clip")
        let library = ModelLibrary(modelsFolder: path, hubFolder: path)
        let encoders = EncoderLibrary(models: library)
        let plain = try encoders.load(model: path, options: EncoderOptions(precision: .f32))
        let prompted = try encoders.load(model: path, options: EncoderOptions(precision: .f32, queryPrompt: "a "))
        #expect(
            prompted.space.settings["query_prompt"] == "a " && prompted.space.fingerprint != plain.space.fingerprint
        )
        func vector(_ encoder: any Encoder, _ text: String, _ purpose: EncodingPurpose) throws -> [Float] {
            try encoder.encode([.text(text)], purpose: purpose, cancellation: Cancellation()).values
        }
        #expect(try vector(prompted, "b", .query) == vector(plain, "a b", .document))
        #expect(try vector(prompted, "b", .document) == vector(plain, "b", .document))
        let image = EncoderInput.image(try #require(VisionFixtures.images(VisionFixtures.models()).first))
        #expect(
            try prompted.encode([image], purpose: .query, cancellation: Cancellation())
                == plain.encode([image], purpose: .query, cancellation: Cancellation()))
        let deaf = #expect(throws: NearestError.self) {
            try encoders.load(model: Fixtures.path("tiny-whisper"), options: EncoderOptions(queryPrompt: "a "))
        }
        #expect(deaf?.code == .invalidArgument)
    }

    private static func library(_ folder: TemporaryFolder) -> EncoderLibrary {
        EncoderLibrary(models: ModelLibrary(modelsFolder: folder.path, hubFolder: folder.path))
    }
}
