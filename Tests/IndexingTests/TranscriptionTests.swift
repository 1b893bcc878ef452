import Catalog
import Extraction
import Foundation
import NearestCore
import Synchronization
import Testing

@testable import Indexing

/// What a model hears in recordings that have no words.
@Suite("Transcripts by a model")
struct TranscriptionTests {
    private let corpus: TemporaryCorpus
    private let encoder = CountingEncoder()
    private let ear = FakeTranscriber()

    init() throws {
        corpus = try TemporaryCorpus()
    }

    /// Says how many seconds it heard, or nothing.
    private final class FakeTranscriber: Transcriber {
        let model = "fake/ear"
        let rate = 8000
        let heard = Mutex<[Int]>([])
        let isMute = Atomic(false)

        func transcript(
            of sound: any SoundSource, language: String?, cancellation: Cancellation
        ) throws -> [TranscriptPiece] {
            var count = 0
            while true {
                let samples = try sound.read(10_000, cancellation: cancellation)
                if samples.isEmpty { break }
                count += samples.count
            }
            heard.withLock { $0.append(count) }
            if isMute.load(ordering: .relaxed) { return [] }
            return [TranscriptPiece(start: 0.5, end: 2, text: "somebody speaks for \(count / rate) seconds")]
        }
    }

    /// Takes no sound for vectors, so that texts are all there is to encode.
    private struct Listening: Encoder {
        let encoder: CountingEncoder
        let ear: FakeTranscriber

        var space: Space { encoder.space }
        var tokenCounter: (any TokenCounter)? { encoder.tokenCounter }
        func transcriber() throws -> (any Transcriber)? { ear }
        func encode(
            _ inputs: [EncoderInput], purpose: EncodingPurpose, cancellation: Cancellation
        ) throws -> VectorBatch {
            try encoder.encode(inputs, purpose: purpose, cancellation: cancellation)
        }
    }

    @discardableResult
    private func index(cancellation: Cancellation = Cancellation()) throws -> IndexingProgress {
        let indexer = try Indexer(
            location: corpus.location, encoders: [Listening(encoder: encoder, ear: ear)], excludes: [],
            reader: LocalFileReader())
        return try indexer.run(cancellation: cancellation, report: { _ in })
    }

    /// A WAV file of silence at 8 kHz, each of its own loudness.
    private func write(seconds: Int, level: UInt8 = 128, to name: String) throws {
        func number(_ value: Int, _ count: Int) -> [UInt8] {
            (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        }
        let size = seconds * 8000
        var bytes = Array("RIFF".utf8) + number(36 + size, 4) + Array("WAVEfmt ".utf8) + number(16, 4)
        bytes += number(1, 2) + number(1, 2) + number(8000, 4) + number(8000, 4) + number(1, 2) + number(8, 2)
        bytes += Array("data".utf8) + number(size, 4) + [UInt8](repeating: level, count: size)
        try Data(bytes).write(to: URL(fileURLWithPath: corpus.path + "/" + name))
    }

    private func items(_ name: String) throws -> [ItemRecord] {
        var items: [ItemRecord] = []
        try corpus.catalog.forEachItem(at: CorpusPath(name)) { items.append($0) }
        return items
    }

    private func transcripts(_ name: String) throws -> [Segment] {
        try items(name).flatMap(\.segments).map(\.segment).filter { $0.evidence == .transcript }
    }

    @Test("hears each recording once, whole, and says which model did")
    func once() throws {
        try write(seconds: 70, to: "long.wav")
        try write(seconds: 4, to: "short.wav")
        try index()
        #expect(ear.heard.withLock { $0.sorted() } == [32_000, 560_000])
        let found = try transcripts("long.wav")
        #expect(found.map(\.text) == ["somebody speaks for 70 seconds"])
        #expect(found.map(\.place) == [.time(start: 0.5, end: 2)] && found.map(\.modality) == [.audio])
        let items = try items("long.wav")
        #expect(items.contains { $0.metadata == [MetadataField("transcribed by", "fake/ear")] })
        try index()
        #expect(ear.heard.withLock { $0.count } == 2)
    }

    @Test("takes over what was heard when a file moves or is copied")
    func moved() throws {
        try write(seconds: 4, to: "a.wav")
        try index()
        try corpus.move("a.wav", to: "b.wav")
        try index()
        #expect(try transcripts("b.wav").count == 1)
        try write(seconds: 4, to: "copy.wav")
        try index()
        #expect(try transcripts("copy.wav").count == 1)
        #expect(ear.heard.withLock { $0.count } == 1)
        // Another recording of the same length is another one.
        try write(seconds: 4, level: 130, to: "c.wav")
        try index()
        #expect(try transcripts("c.wav").count == 1)
        #expect(ear.heard.withLock { $0.count } == 2)
    }

    @Test("does not listen where somebody has written the words, nor twice where nothing is said")
    func words() throws {
        try write(seconds: 4, to: "subtitled.wav")
        try corpus.write("1\n00:00:00,000 --> 00:00:01,000\nwritten words\n", to: "subtitled.srt")
        try write(seconds: 6, to: "mute.wav")
        ear.isMute.store(true, ordering: .relaxed)
        try index()
        try index()
        #expect(ear.heard.withLock { $0 } == [48_000])
        #expect(try transcripts("subtitled.wav").map(\.text) == ["written words"])
        #expect(try transcripts("mute.wav").isEmpty)
    }

    @Test("stops between two recordings, and goes on with the next")
    func stopped() throws {
        try write(seconds: 4, to: "a.wav")
        let stopped = Cancellation()
        stopped.cancel()
        #expect(try index(cancellation: stopped).phase == .cancelled)
        #expect(ear.heard.withLock { $0.isEmpty })
        try index()
        #expect(try transcripts("a.wav").count == 1)
    }
}
