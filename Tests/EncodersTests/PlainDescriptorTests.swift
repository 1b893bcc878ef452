import Foundation
import NearestCore
import Testing

@testable import Encoders

/// The plain descriptors against scikit-image and librosa.
@Suite("Plain descriptors")
struct PlainDescriptorTests {
    struct Fixture: Decodable {
        var step: Int
        var pictures: [Picture]
        var sounds: [Sound]
    }

    struct Picture: Decodable {
        var name: String
        var width: Int
        var height: Int
        var pixels: Data
        var colours: Data
        /// Every `step`th value.
        var edges: Data

        var image: PixelImage { PixelImage(width: width, height: height, pixels: Array(pixels)) }
    }

    struct Sound: Decodable {
        var name: String
        var count: Int
        var seed: Int?
        var values: Data

        var clip: AudioClip {
            let samples = TestSound.samples(seconds: Double(count) / 16_000, seed: seed)
            return AudioClip(rate: 22_050, samples: samples)
        }
    }

    private let fixture: Fixture

    init() throws {
        fixture = try JSONDecoder().decode(Fixture.self, from: Fixtures.data("descriptors.json"))
    }

    @Test("colour and edge layout equal the reference's, for pictures of every shape")
    func pictures() throws {
        #expect(fixture.pictures.count == 10)
        let images = fixture.pictures.map { EncoderInput.image($0.image) }
        let colours = try encode(ColourLayout(), images)
        let edges = try encode(EdgeLayout(), images)
        for (row, picture) in fixture.pictures.enumerated() {
            let layout = ImageProcessorTests.floats(picture.colours)
            let histograms = ImageProcessorTests.floats(picture.edges)
            #expect((layout.count, histograms.count) == (192, (1764 + fixture.step - 1) / fixture.step))
            // Of values up to 100, and up to 1.
            #expect(Fixtures.largestDifference(Array(colours[row]), layout) < 1e-3, "\(picture.name)")
            let kept = stride(from: 0, to: 1764, by: fixture.step).map { Array(edges[row])[$0] }
            #expect(Fixtures.largestDifference(kept, histograms) < 1e-5, "\(picture.name)")
        }
    }

    @Test("log-mel statistics equal the reference's, of sounds shorter and longer than a window")
    func sounds() throws {
        #expect(fixture.sounds.count == 6)
        for sound in fixture.sounds {
            #expect(sound.clip.samples.count == sound.count)
            let vector = try encode(LogMelStatistics(), [.audio(sound.clip)])
            // Of values up to 100 dB.
            let difference = Fixtures.largestDifference(vector.values, ImageProcessorTests.floats(sound.values))
            #expect(difference < 1e-3, "\(sound.name)")
        }
    }

    @Test("an even picture, a single pixel, silence and a single sample have defined vectors")
    func edgeCases() throws {
        func colours(_ name: String) throws -> [Float] {
            let picture = try #require(fixture.pictures.first { $0.name == name })
            return try encode(ColourLayout(), [.image(picture.image)]).values
        }
        #expect(try colours("black").allSatisfy { abs($0) < 1e-3 })
        let white = try colours("white")
        #expect(stride(from: 0, to: 192, by: 3).allSatisfy { abs(white[$0] - 100) < 1e-3 })
        let pixel = try colours("one pixel")
        #expect(stride(from: 3, to: 192, by: 3).allSatisfy { abs(pixel[$0] - pixel[0]) < 1e-4 })

        for name in ["black", "white", "even", "one pixel"] {
            let picture = try #require(fixture.pictures.first { $0.name == name })
            #expect(try encode(EdgeLayout(), [.image(picture.image)]).values.allSatisfy { $0 == 0 })
        }
        let silence = AudioClip(rate: 22_050, samples: [Float](repeating: 0, count: 7))
        let vector = try encode(LogMelStatistics(), [.audio(silence)]).values
        #expect(vector == [Float](repeating: -100, count: 64) + [Float](repeating: 0, count: 64))
    }

    @Test("a recording that is heard as it is read has the vector of the clip")
    func hearing() throws {
        let clip = try #require(fixture.sounds.last).clip
        let descriptor = LogMelStatistics()
        let heard = try #require(descriptor.listener)
            .hear(ClipSource(clip), labelCount: 0, cancellation: Cancellation())
        #expect(heard.vector == (try encode(descriptor, [.audio(clip)]).values))
        #expect(heard.labels.isEmpty)
    }

    @Test("what they cannot take is refused, with the reason")
    func refusals() throws {
        let image = EncoderInput.image(PixelImage(width: 1, height: 1, pixels: [1, 2, 3]))
        let nothing = EncoderInput.audio(AudioClip(rate: 22_050, samples: []))
        let other = EncoderInput.audio(AudioClip(rate: 16_000, samples: [0]))
        let cases: [(any Encoder, EncoderInput)] = [
            (ColourLayout(), .text("red")), (EdgeLayout(), other), (LogMelStatistics(), image),
            (LogMelStatistics(), nothing), (LogMelStatistics(), other),
        ]
        for (encoder, input) in cases {
            let error = #expect(throws: NearestError.self) { try encode(encoder, [input]) }
            #expect(error?.code == .invalidArgument && error?.subject == encoder.space.model)
        }
    }

    @Test("they are models that need no disk, each with a space of its own")
    func library() throws {
        let library = EncoderLibrary(models: ModelLibrary(modelsFolder: "/nowhere", hubFolder: "/nowhere"))
        let spaces = try PlainModels.summaries.map { try library.load(model: $0.id).space }
        #expect(spaces.map(\.model) == ["plain/colour-layout", "plain/edge-layout", "plain/log-mel"])
        #expect(spaces.map(\.dimensions) == [192, 1764, 128])
        #expect(Set(spaces.map(\.fingerprint)).count == 3)
        #expect(spaces.allSatisfy { $0.metric == .l2 && $0.isPlain && !$0.takesWords })
        for space in spaces {
            #expect(try library.space(model: space.model, options: EncoderOptions(of: space)) == space)
        }
        for options in [EncoderOptions(precision: .bf16), EncoderOptions(dimensions: 8)] {
            #expect(throws: NearestError.self) {
                try library.load(model: "plain/edge-layout", options: options)
            }
        }
    }

    private func encode(_ encoder: any Encoder, _ inputs: [EncoderInput]) throws -> VectorBatch {
        try encoder.encode(inputs, purpose: .document, cancellation: Cancellation())
    }
}
