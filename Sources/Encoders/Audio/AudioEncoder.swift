import NearestCore

/// Sound to vectors by Whisper's encoder: the mean over time of its last states.
///
/// The network hears 30 s at a time, and silence behind a shorter sound. A longer sound is heard in windows of
/// 30 s that follow each other; its vector is the mean of theirs, each weighted by the sound that it holds.
package final class AudioEncoder: Encoder, Listener {
    package let space: Space

    private let folder: ModelFolder
    private let whisper: Whisper
    private let mel: LogMel
    private let network: LoadedOnce<WhisperEncoderNetwork>
    private let decoder: LoadedOnce<WhisperDecoderNetwork>

    convenience init(_ model: AudioModel, precision: Precision) throws {
        let (whisper, name) = (model.whisper, model.folder.id)
        try self.init(
            model, precision: precision,
            network: LoadedOnce { try WhisperEncoderNetwork(whisper, name: name, precision: precision) },
            decoder: LoadedOnce { try WhisperDecoderNetwork(whisper, name: name, precision: precision) })
    }

    init(
        _ model: AudioModel, precision: Precision, network: LoadedOnce<WhisperEncoderNetwork>,
        decoder: LoadedOnce<WhisperDecoderNetwork>
    ) throws {
        space = try model.space(precision: precision)
        folder = model.folder
        whisper = model.whisper
        mel = LogMel(bands: model.whisper.bands)
        self.network = network
        self.decoder = decoder
    }

    package var tokenCounter: (any TokenCounter)? { nil }

    package var listener: (any Listener)? { self }

    package func transcriber() throws -> (any Transcriber)? {
        try WhisperTranscriber(whisper, folder, encoder: network, decoder: decoder)
    }

    package var rate: Int { LogMel.rate }

    /// Samples that the network hears at once.
    package var windowLength: Int { LogMel.sampleCount }

    package func encode(
        _ inputs: [EncoderInput], purpose: EncodingPurpose, cancellation: Cancellation
    ) throws -> VectorBatch {
        var batch = VectorBatch(dimensions: space.dimensions)
        for input in inputs {
            guard case .audio(let clip) = input else {
                throw NearestError(
                    .invalidArgument, space.model, "this model hears sound and takes no \(input.modality.rawValue)",
                    remedy: "Choose another with --model; `nearest models` says what each is for.")
            }
            batch.append(try vector(of: clip, cancellation))
        }
        return batch
    }

    /// The states that the decoder gives to two of its start tokens before it has written anything, for those
    /// who compare layers: 2 × `space.dimensions`, row-major. Only the first 30 s are heard.
    package func decoderStates(of clip: AudioClip) throws -> [Float] {
        try check(clip)
        let decoder = try decoder.value
        var memory = try decoder.memory(of: network.value.states(of: mel.features(of: clip.samples)))
        return try decoder.answer(to: [whisper.startToken, whisper.startToken], &memory).states
    }

    package func hear(
        _ sound: any SoundSource, labelCount: Int, cancellation: Cancellation
    ) throws -> (vector: [Float], labels: [Label]) {
        guard labelCount == 0 else {
            throw NearestError(
                .invalidArgument, space.model, "this model predicts no labels",
                remedy: "Leave --labels out, or choose a classifier; `nearest models` says which are.")
        }
        return (try vector(of: sound, cancellation), [])
    }

    private func vector(of clip: AudioClip, _ cancellation: Cancellation) throws -> [Float] {
        try check(clip)
        return try vector(of: ClipSource(clip), cancellation)
    }

    /// How long the sound is shows only at its end, so windows are summed by their samples and divided last.
    private func vector(of sound: any SoundSource, _ cancellation: Cancellation) throws -> [Float] {
        var sum = [Double](repeating: 0, count: space.dimensions)
        var count = 0
        while true {
            let window = try sound.read(LogMel.sampleCount, cancellation: cancellation)
            if window.isEmpty { break }
            try cancellation.check()
            let vector = try network.value.embedding(of: mel.features(of: window))
            for index in sum.indices { sum[index] += Double(window.count) * Double(vector[index]) }
            count += window.count
            if window.count < LogMel.sampleCount { break }
        }
        guard count > 0 else { throw noLength }
        return sum.map { Float($0 / Double(count)) }
    }

    private func check(_ clip: AudioClip) throws {
        guard clip.rate == LogMel.rate else {
            throw NearestError(
                .invalidArgument, space.model, "hears sound at \(LogMel.rate) Hz, not at \(clip.rate) Hz")
        }
        guard !clip.samples.isEmpty else { throw noLength }
    }

    private var noLength: NearestError {
        NearestError(.invalidArgument, space.model, "cannot hear a sound of no length")
    }
}
