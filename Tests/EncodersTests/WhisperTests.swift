import Foundation
import Inference
import NearestCore
import Testing

@testable import Encoders

/// Whisper's networks and its writing against the reference's, on a model of some kilobytes with random weights.
@Suite("Whisper", openVINOIsHere)
struct WhisperTests {
    struct Case: Decodable {
        var name: String
        var seconds: Double
        var seed: Int?
        var embedding: [Float]
        var states: [String: [Float]]
        var decoder: [Float]
        var logits: [Float]
        var language: String
        var generated: [String: [Int]]

        var samples: [Float] { TestSound.samples(seconds: seconds, seed: seed) }
    }

    /// Every case's sound as a picture, made once for all tests.
    private static let pictures = LoadedOnce {
        Dictionary(
            try cases().map { ($0.name, LogMel().features(of: $0.samples)) },
            uniquingKeysWith: { first, _ in first })
    }

    static func features(of testCase: Case) throws -> [Float] {
        try #require(try pictures.value[testCase.name])
    }

    /// The model with its networks compiled into a folder of the test's own.
    struct Model {
        let cache = try? TemporaryFolder()
        let folder: ModelFolder
        let whisper: Whisper
        let encoder: LoadedOnce<WhisperEncoderNetwork>
        let decoder: LoadedOnce<WhisperDecoderNetwork>

        init(precision: Precision = .f32, folder other: ModelFolder? = nil) throws {
            folder = try other ?? ModelFolder(id: "tiny-whisper", path: Fixtures.path("tiny-whisper"))
            let whisper = try Whisper(folder)
            self.whisper = whisper
            let graphs = GraphCache(folder: (cache?.path ?? "/tmp") + "/cache")
            encoder = LoadedOnce {
                try WhisperEncoderNetwork(whisper, name: "tiny-whisper", precision: precision, cache: graphs)
            }
            decoder = LoadedOnce {
                try WhisperDecoderNetwork(whisper, name: "tiny-whisper", precision: precision, cache: graphs)
            }
        }

        func audioEncoder(_ precision: Precision = .f32) throws -> AudioEncoder {
            try AudioEncoder(AudioModel(folder), precision: precision, network: encoder, decoder: decoder)
        }

        func transcriber() throws -> WhisperTranscriber {
            try WhisperTranscriber(whisper, folder, encoder: encoder, decoder: decoder)
        }
    }

    static func cases() throws -> [Case] {
        try JSONDecoder().decode([Case].self, from: Fixtures.data("tiny-whisper.json"))
    }

    @Test("encodes as the reference does")
    func encoder() throws {
        let model = try Model()
        let network = try model.encoder.value
        let cases = try Self.cases()
        #expect(cases.count == 12)
        for testCase in cases {
            let features = try Self.features(of: testCase)
            let embedding = try network.embedding(of: features)
            #expect(Fixtures.largestDifference(embedding, testCase.embedding) < 1e-3, "\(testCase.name)")
            #expect(Fixtures.cosine(embedding, testCase.embedding) > 0.99999, "\(testCase.name)")
            let states = try network.states(of: features)
            #expect(testCase.states.count == 5)
            for (row, expected) in testCase.states {
                let start = (Int(row) ?? 0) * 16
                let state = states[start..<start + 16]
                #expect(Fixtures.largestDifference(state, expected) < 1e-3, "\(testCase.name), state \(row)")
                #expect(Fixtures.cosine(state, expected) > 0.99999, "\(testCase.name), state \(row)")
            }
        }
    }

    @Test("encodes in 16 bits in the reference's direction")
    func sixteenBits() throws {
        let model = try Model(precision: .bf16)
        for testCase in try Self.cases() {
            let embedding = try model.encoder.value.embedding(of: try Self.features(of: testCase))
            #expect(Fixtures.cosine(embedding, testCase.embedding) > 0.999, "\(testCase.name)")
        }
    }

    @Test("decodes as the reference does, at once and token by token")
    func decoder() throws {
        let model = try Model()
        let encoder = try model.audioEncoder()
        let network = try model.decoder.value
        let settings = try WhisperSettings(model.folder, vocabulary: model.whisper.vocabulary)
        for testCase in try Self.cases() where testCase.seconds > 0 {
            let states = try encoder.decoderStates(of: AudioClip(rate: 16_000, samples: testCase.samples))
            #expect(states.count == testCase.decoder.count)
            #expect(Fixtures.largestDifference(states, testCase.decoder) < 1e-3, "\(testCase.name)")
            #expect(Fixtures.cosine(states, testCase.decoder) > 0.99999, "\(testCase.name)")

            let ids = [settings.start, 3, 40, 9, settings.firstMoment + 7]
            let start = try network.memory(of: model.encoder.value.states(of: try Self.features(of: testCase)))
            var memory = start
            let together = try network.answer(to: ids, &memory).logits
            memory = start
            var single: [Float] = []
            for id in ids { single = try network.answer(to: [id], &memory).logits }
            for logits in [together, single] {
                let picked = stride(from: 0, to: logits.count, by: 11).map { logits[$0] }
                #expect(picked.count == testCase.logits.count)
                #expect(Fixtures.largestDifference(picked, testCase.logits) < 1e-3, "\(testCase.name)")
                #expect(Fixtures.cosine(picked, testCase.logits) > 0.99999, "\(testCase.name)")
            }
        }
    }

    @Test("writes the ids that the reference writes, and hears its language")
    func greedy() throws {
        let model = try Model()
        let transcriber = try model.transcriber()
        var written = 0
        for testCase in try Self.cases() {
            let features = try Self.features(of: testCase)
            for (language, expected) in testCase.generated {
                let window = try transcriber.write(features, language: language, cancellation: Cancellation())
                #expect(window.ids == expected.filter { $0 != 60 }, "\(testCase.name) in \(language)")
                written += window.ids.count
            }
            let heard = try transcriber.write(features, language: nil, cancellation: Cancellation())
            #expect("<|\(heard.language ?? "")|>" == testCase.language, "\(testCase.name)")
        }
        #expect(written > 300)
    }

    @Test("gives an index that hears with it a transcriber of the same network, whatever the vectors' length")
    func transcriberOfEncoder() throws {
        let model = try Model()
        let clip = AudioClip(rate: 16_000, samples: TestSound.samples(seconds: 4, seed: 5))
        let expected = try model.transcriber().transcript(of: clip, language: "de", cancellation: Cancellation())
        #expect(!expected.isEmpty)
        for dimensions in [nil, 4] {
            let encoder = try Shortening.shortened(model.audioEncoder(), to: dimensions)
            let transcriber = try #require(try encoder.transcriber())
            #expect(try transcriber.transcript(of: clip, language: "de", cancellation: Cancellation()) == expected)
        }
    }

    @Test("transcribes 35 seconds in windows whose pieces follow each other")
    func windows() throws {
        let transcriber = try Model().transcriber()
        let samples = TestSound.samples(seconds: 35, seed: 5)
        let pieces = try transcriber.transcript(
            of: AudioClip(rate: 16_000, samples: samples), language: "de", cancellation: Cancellation())
        #expect(!pieces.isEmpty)
        #expect(pieces.allSatisfy { $0.start <= $0.end && !$0.text.isEmpty })
        #expect(zip(pieces, pieces.dropFirst()).allSatisfy { $0.start <= $1.start })
        let nothing = AudioClip(rate: 16_000, samples: [])
        #expect(try transcriber.transcript(of: nothing, language: nil, cancellation: Cancellation()).isEmpty)
        let error = #expect(throws: NearestError.self) {
            try transcriber.transcript(
                of: AudioClip(rate: 16_000, samples: [0]), language: "tlh", cancellation: Cancellation())
        }
        #expect(error?.remedy == "It knows: de, en, fr.")
    }

    @Test("weighs the windows of a long sound by their lengths")
    func longSound() throws {
        let model = try Model()
        let samples = TestSound.samples(seconds: 35, seed: 5)
        let encoder = try model.audioEncoder()
        func vectors(_ clips: [[Float]]) throws -> VectorBatch {
            try encoder.encode(
                clips.map { .audio(AudioClip(rate: 16_000, samples: $0)) }, purpose: .document,
                cancellation: Cancellation())
        }
        let batch = try vectors([samples, Array(samples[..<480_000]), Array(samples[480_000...])])
        #expect(batch.count == 3)
        let expected = zip(batch[1], batch[2]).map { $0 * 30 / 35 + $1 * 5 / 35 }
        #expect(Fixtures.largestDifference(batch[0], expected) < 1e-5)
        #expect(throws: NearestError.self) { try vectors([[]]) }
        #expect(throws: NearestError.self) {
            try encoder.encode([.text("a")], purpose: .query, cancellation: Cancellation())
        }
    }

    @Test(
        "refuses positions that leave no room behind the prompt, and start tokens that are none",
        arguments: [
            ("\"max_target_positions\": 64", "\"max_target_positions\": 1"),
            ("\"max_target_positions\": 64", "\"max_target_positions\": 7"),
            ("\"decoder_start_token_id\": 61", "\"decoder_start_token_id\": -1"),
            ("\"decoder_start_token_id\": 61", "\"decoder_start_token_id\": 1572"),
        ])
    func configurations(from: String, to: String) throws {
        let folder = try Self.copy { $0.replacing(from, with: to) }
        let error = #expect(throws: NearestError.self) {
            try Whisper(ModelFolder(id: "x", path: folder.path))
        }
        #expect(error?.code == .brokenModel && error?.subject?.hasSuffix("/config.json") == true)
        #expect(error?.remedy != nil)
    }

    @Test("writes no further than its positions", arguments: [8, 9])
    func fewPositions(count: Int) throws {
        let from = "\"max_target_positions\": 64"
        let folder = try Self.copy { $0.replacing(from, with: "\"max_target_positions\": \(count)") }
        try Self.shorten("model.decoder.embed_positions.weight", to: count, in: folder)
        let model = try Model(folder: ModelFolder(id: "few", path: folder.path))
        for testCase in try Self.cases().prefix(2) {
            let window = try model.transcriber().write(
                Self.features(of: testCase), language: "de", cancellation: Cancellation())
            #expect(window.ids.count <= count / 2)
            #expect(window.ids == testCase.generated["de"].map { Array($0.filter { $0 != 60 }.prefix(count / 2)) })
        }
    }

    @Test("names the decoder's weights that are not numbers")
    func notNumbers() throws {
        let folder = try Self.copy { $0 }
        let path = folder.path + "/model.safetensors"
        let tensor = try SafetensorsFile(path: path).tensor("model.decoder.layer_norm.weight")
        #expect(tensor.elementType == .f16)
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        bytes.replaceSubrange(tensor.offset..<tensor.offset + 2, with: [0, 0x7E])
        try folder.write(bytes, to: "model.safetensors")
        let model = try Model(folder: ModelFolder(id: "broken", path: folder.path))
        let error = #expect(throws: NearestError.self) {
            try model.audioEncoder().decoderStates(of: AudioClip(rate: 16_000, samples: [0.5]))
        }
        #expect(error?.code == .brokenModel && error?.subject?.hasSuffix("/model.safetensors") == true)
        #expect(error?.problem.contains("model.decoder.layer_norm.weight") == true)
    }

    /// The model with another `config.json`.
    private static func copy(_ change: (String) -> String) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for name in Disk.names(in: Fixtures.path("tiny-whisper")) {
            try folder.copy(Fixtures.path("tiny-whisper/" + name), to: name)
        }
        let text = try String(contentsOfFile: folder.path + "/config.json", encoding: .utf8)
        try folder.write(change(text), to: "config.json")
        return folder
    }

    /// Lets the header of the weights say that a tensor of 16 columns has fewer rows.
    private static func shorten(_ name: String, to rows: Int, in folder: TemporaryFolder) throws {
        let path = folder.path + "/model.safetensors"
        let tensor = try SafetensorsFile(path: path).tensor(name)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        let length = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        var header = try #require(
            JSONSerialization.jsonObject(with: bytes[8..<8 + length]) as? [String: [String: Any]])
        let start = tensor.offset - 8 - length
        header[name] = [
            "dtype": "F16", "shape": [rows, 16], "data_offsets": [start, start + rows * 16 * 2],
        ]
        let text = try JSONSerialization.data(withJSONObject: header)
        let size = withUnsafeBytes(of: UInt64(text.count).littleEndian) { Data($0) }
        try folder.write(size + text + bytes[(8 + length)...], to: "model.safetensors")
    }

    @Test("is found by its model_type, and says what it is for")
    func library() throws {
        let path = Fixtures.path("tiny-whisper")
        let library = EncoderLibrary(models: ModelLibrary(modelsFolder: "/nonexistent", hubFolder: "/nonexistent"))
        let space = try library.space(model: path, options: EncoderOptions(precision: .f32))
        #expect(space.modalities == [.audio] && space.dimensions == 16)
        let summary = ModelSummary(try ModelFolder(id: "tiny-whisper", path: path))
        #expect(summary.modalities == [.audio] && summary.dimensions == 16 && summary.problem == nil)
        #expect(try library.load(model: path, options: EncoderOptions(precision: .f32)).space == space)
        let other = try library.space(model: path, options: EncoderOptions(precision: .bf16))
        #expect(other.fingerprint != space.fingerprint)
    }

    @Test("cuts a window's tokens into pieces as their moments say")
    func reading() throws {
        let settings = try WhisperSettings(Model().folder, vocabulary: 4000)
        let zero = settings.firstMoment
        func reading(_ ids: [Int]) -> WhisperReading { WhisperReading(ids, seconds: 30, settings: settings) }
        // Two sentences, and a third that the window cuts.
        let cut = reading([zero, 1, zero + 50, zero + 60, 2, zero + 100, zero + 100, 3])
        #expect(cut.pieces.map(\.start) == [0, 1.2] && cut.pieces.map(\.end) == [1, 2])
        #expect(cut.advance == 2)
        // Nothing is said after the second.
        let whole = reading([zero, 1, zero + 50, zero + 60, 2, zero + 100])
        #expect(whole.pieces.map(\.end) == [1, 2] && whole.advance == 30)
        let single = reading([zero, 1, 2, zero + 150])
        #expect(single.pieces.map(\.end) == [3] && single.advance == 30)
        #expect(reading([]).pieces.isEmpty && reading([]).advance == 30)
    }

    @Test("writes bytes that make up a character as that character")
    func vocabulary() throws {
        let vocabulary = try WhisperVocabulary(Model().folder)
        #expect(vocabulary.text(of: [2, 0, 5, 52, 53, 56, 2, 54, 70]) == "caf\u{e9} c.")
        #expect(vocabulary.text(of: [52]) == "\u{FFFD}")
    }
}
