import Encoders
import Extraction
import NearestCore

/// What `nearest embed` prints of its inputs: vectors, and what else the model can say.
struct Embedder {
    typealias Source = EncoderInputReader.Source

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

    /// Inputs that go together: texts of like length run best together, and more would delay what is printed.
    private static let textsAtOnce = 1024
    /// Pictures and films fill the memory.
    private static let picturesAtOnce = 8
    private static let pixelsAtOnce = 64 << 20

    /// Answers each source, in their order.
    ///
    /// - Throws: `NearestError` when an input cannot be read, the model cannot take it, or cannot say what is asked;
    ///   `CancellationError`.
    func run(
        _ sources: some Sequence<Source>, cancellation: Cancellation, emit: (Source, Answer) throws -> Void
    ) throws {
        try checkWishes()
        let reader = EncoderInputReader(encoder)
        var waiting: [(source: Source, input: EncoderInput)] = []
        // Of a batch: 1 is full.
        var share = 0.0
        func flush() throws {
            let answers = try answers(to: waiting.map(\.input), cancellation)
            for (source, answer) in zip(waiting.map(\.source), answers) { try emit(source, answer) }
            waiting = []
            share = 0
        }
        for source in sources {
            try cancellation.check()
            if let listener = encoder.listener, case .file(let path) = source {
                try emit(source, hear(path, listener, reader, cancellation))
                continue
            }
            let input = try reader.read(source, cancellation: cancellation)
            waiting.append((source, input))
            share += Self.share(of: input)
            if share >= 1 { try flush() }
        }
        if !waiting.isEmpty { try flush() }
    }

    /// How much of a batch an input takes.
    private static func share(of input: EncoderInput) -> Double {
        switch input {
        case .text: 1 / Double(textsAtOnce)
        case .image(let image):
            max(1 / Double(picturesAtOnce), Double(image.width * image.height) / Double(pixelsAtOnce))
        case .audio, .video: 1 / Double(picturesAtOnce)
        }
    }

    private func answers(to inputs: [EncoderInput], _ cancellation: Cancellation) throws -> [Answer] {
        var labelled: [[Label]]?
        let vectors: VectorBatch
        if let labels, let classifier = encoder as? any Classifier {
            let both = try classifier.encodeWithLabels(
                inputs, purpose: purpose, count: labels, cancellation: cancellation)
            (vectors, labelled) = (both.vectors, both.labels)
        } else {
            vectors = try encoder.encode(inputs, purpose: purpose, cancellation: cancellation)
        }
        return inputs.indices.map { row in
            Answer(modality: inputs[row].modality, vector: Array(vectors[row]), labels: labelled?[row])
        }
    }

    private func hear(
        _ path: String, _ listener: any Listener, _ reader: EncoderInputReader, _ cancellation: Cancellation
    ) throws -> Answer {
        let heard = try reader.hear(path, with: listener, labelCount: labels ?? 0, cancellation: cancellation)
        var answer = Answer(modality: .audio, vector: heard.vector, labels: labels == nil ? nil : heard.labels)
        if let transcriber {
            let sound = try SoundDecoder(path: Array(path.utf8), subject: path, rate: transcriber.rate)
            answer.transcript = try transcriber.transcript(
                of: sound, language: language, cancellation: cancellation)
        }
        if wantsDecoderStates, let audio = encoder as? AudioEncoder {
            let sound = try SoundDecoder(path: Array(path.utf8), subject: path, rate: audio.rate)
            let window = try sound.read(audio.windowLength, cancellation: cancellation)
            let states = try audio.decoderStates(of: AudioClip(rate: audio.rate, samples: window))
            let width = audio.space.dimensions
            answer.decoderStates = [Array(states[..<width]), Array(states[width...])]
        }
        return answer
    }

    /// - Throws: `NearestError(.invalidArgument)` when something is wanted that the model does not say.
    private func checkWishes() throws {
        if labels != nil, !(encoder is any Classifier) {
            throw NearestError(
                .invalidArgument, encoder.space.model, "this model predicts no labels",
                remedy: "Leave --labels out, or choose a classifier; `nearest models` says which are.")
        }
        if wantsDecoderStates, !(encoder is AudioEncoder) {
            throw NearestError(
                .invalidArgument, encoder.space.model, "this model has no decoder whose states could be printed",
                remedy: "Leave --decoder-states out, or choose a Whisper model without --dimensions.")
        }
    }
}
