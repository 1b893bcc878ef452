import Encoders
import Extraction
import NearestCore

/// What `nearest embed` prints of its inputs: vectors, and what else the model can say.
struct Embedder {
    let encoder: any Encoder
    let purpose: EncodingPurpose
    /// How many of the likeliest labels; nil for none.
    let labels: Int?
    /// Writes down what is said; nil where nobody asked.
    let transcriber: (any Transcriber)?
    let language: String?
    /// Whether the decoder's states for two start tokens are wanted.
    let wantsDecoderStates: Bool

    struct Answer {
        var modality: Modality
        var vector: [Float]
        var labels: [Label]?
        var transcript: [TranscriptPiece]?
        /// Two states.
        var decoderStates: [[Float]]?
    }

    /// Pictures or films that are in memory at once.
    private static let picturesAtOnce = 8

    /// How many inputs go together: texts run best all at once, pictures would fill the memory, and recordings are
    /// heard one by one.
    func inputsAtOnce(of all: Int) -> Int {
        if encoder.listener != nil { return 1 }
        let showsPictures = encoder.space.modalities.contains { $0 == .image || $0 == .video }
        return showsPictures ? Self.picturesAtOnce : max(1, all)
    }

    /// - Throws: `NearestError` when an input cannot be read, the model cannot take it, or cannot say what is asked.
    func answers(to sources: [EmbeddingInputReader.Source], cancellation: Cancellation) throws -> [Answer] {
        let reader = EmbeddingInputReader(encoder)
        if let listener = encoder.listener, case .file(let path)? = sources.first, sources.count == 1 {
            return [try hear(path, listener, reader, cancellation)]
        }
        let classifier = try classifier()
        let inputs = try sources.map(reader.read)
        let vectors = try encoder.encode(inputs, purpose: purpose, cancellation: cancellation)
        let names = try labels.flatMap { count in
            try classifier?.labels(of: inputs, count: count, cancellation: cancellation)
        }
        return inputs.indices.map { row in
            Answer(modality: inputs[row].modality, vector: Array(vectors[row]), labels: names?[row])
        }
    }

    private func hear(
        _ path: String, _ listener: any Listener, _ reader: EmbeddingInputReader, _ cancellation: Cancellation
    ) throws -> Answer {
        let heard = try reader.hear(path, with: listener, labelCount: labels ?? 0, cancellation: cancellation)
        var answer = Answer(modality: .audio, vector: heard.vector, labels: labels == nil ? nil : heard.labels)
        if let transcriber {
            let sound = try SoundDecoder(path: Array(path.utf8), subject: path, rate: transcriber.rate)
            answer.transcript = try transcriber.transcript(
                of: sound, language: language, cancellation: cancellation)
        }
        if wantsDecoderStates {
            answer.decoderStates = try decoderStates(of: path)
        }
        return answer
    }

    private func decoderStates(of path: String) throws -> [[Float]] {
        guard let audio = encoder as? AudioEncoder else {
            throw NearestError(
                .invalidArgument, encoder.space.model, "this model has no decoder whose states could be printed",
                remedy: "Leave --decoder-states out, or choose a Whisper model without --dimensions.")
        }
        let sound = try SoundDecoder(path: Array(path.utf8), subject: path, rate: audio.rate)
        let window = try sound.read(audio.windowLength)
        let states = try audio.decoderStates(of: AudioClip(rate: audio.rate, samples: window))
        let width = audio.space.dimensions
        return [Array(states[..<width]), Array(states[width...])]
    }

    /// - Throws: `NearestError(.invalidArgument)` when labels are wanted of a model that predicts none.
    private func classifier() throws -> (any Classifier)? {
        if labels == nil { return nil }
        guard let classifier = encoder as? any Classifier else {
            throw NearestError(
                .invalidArgument, encoder.space.model, "this model predicts no labels",
                remedy: "Leave --labels out, or choose a classifier; `nearest models` says which are.")
        }
        return classifier
    }
}
