import Foundation
import NearestCore
import Testing

@testable import Encoders

/// all-MiniLM-L6-v2 against sentence-transformers on the same weights: 500 texts, among them empty ones, single
/// letters, 600 words, emoji, Chinese, Arabic and combining marks.
@Suite("all-MiniLM-L6-v2", openVINOIsHere, miniLMIsHere)
struct ParityTests {
    @Test("points where the reference does", arguments: [(Precision.f32, 0.99999), (.bf16, 0.999)])
    func parity(precision: Precision, leastCosine: Double) throws {
        let texts = try JSONDecoder().decode([String].self, from: Fixtures.data("texts.json"))
        let expected = try Fixtures.vectors("all-MiniLM-L6-v2.f32", dimensions: 384)
        #expect(texts.count == 500 && expected.count == 500)

        let encoder = try EncoderLibrary.standard().load(
            model: ModelLibrary.defaultModel, options: EncoderOptions(precision: precision))
        let vectors = try encoder.encode(
            texts.map(EncoderInput.text), purpose: .document, cancellation: Cancellation())
        #expect(vectors.count == 500 && vectors.dimensions == 384)

        var worst = 1.0
        var difference: Float = 0
        for (row, vector) in expected.enumerated() {
            let cosine = Fixtures.cosine(vectors[row], vector)
            #expect(cosine >= leastCosine, "text \(row): \(texts[row].prefix(40).debugDescription)")
            worst = min(worst, cosine)
            difference = max(difference, Fixtures.largestDifference(vectors[row], vector))
        }
        print("\(precision.rawValue): least cosine \(worst), largest difference \(difference)")
        #expect(difference < (precision == .f32 ? 1e-5 : 2e-2))
    }

    @Test("gives a text the same vector alone and among others")
    func batching() throws {
        let encoder = try EncoderLibrary.standard().load(
            model: ModelLibrary.defaultModel, options: EncoderOptions(precision: .f32))
        let texts = [
            "", "salt", "The harbour master forgets the price of copper.", String(repeating: "a ", count: 600),
        ]
        let together = try encoder.encode(
            texts.map(EncoderInput.text), purpose: .document, cancellation: Cancellation())
        for (row, text) in texts.enumerated() {
            let alone = try encoder.encode([.text(text)], purpose: .query, cancellation: Cancellation())
            #expect(Fixtures.largestDifference(alone[0], together[row]) < 1e-5)
        }
    }

    @Test("counts tokens as passages are cut by them")
    func tokens() throws {
        let encoder = try EncoderLibrary.standard().load(model: ModelLibrary.defaultModel)
        let counter = try #require(encoder.tokenCounter)
        #expect(counter.passageTokenLimit == 254)
        #expect(counter.tokenCount(of: "") == 0)
        #expect(counter.tokenCount(of: String(repeating: "a ", count: 600)) == 600)
    }

    @Test("says its space without being loaded")
    func space() throws {
        let library = try EncoderLibrary.standard()
        let space = try library.space(model: ModelLibrary.defaultModel, options: EncoderOptions(precision: .f32))
        #expect(
            space
                == (try library.load(model: ModelLibrary.defaultModel, options: EncoderOptions(precision: .f32))
                    .space))
        #expect(space.dimensions == 384 && space.modalities == [.text])
        #expect(space.settings["pooling"] == "mean" && space.settings["normalised"] == "true")
        #expect(space.settings["maximum_tokens"] == "256")
        #expect(
            space.settings["weights"] == "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db")
        let other = try library.space(model: ModelLibrary.defaultModel, options: EncoderOptions(precision: .bf16))
        #expect(other.fingerprint != space.fingerprint)
    }
}

/// Tests of the real model are skipped, saying so, where it is not.
private let miniLMIsHere: ConditionTrait = .enabled(
    if: (try? ModelLibrary.standard().folder(of: ModelLibrary.defaultModel)) != nil,
    "all-MiniLM-L6-v2 is not on this machine; scripts/bootstrap installs it")
