import NearestCore

/// Sound to vectors by Whisper's encoder: the mean over time of its last states.
///
/// The network hears 30 s at a time, and silence behind a shorter sound. A longer sound is heard in windows of
/// 30 s that follow each other; its vector is the mean of theirs, each weighted by the sound that it holds.
package final class AudioEncoder: Encoder {
    package let space: Space

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
        whisper = model.whisper
        mel = LogMel(bands: model.whisper.bands)
        self.network = network
        self.decoder = decoder
    }

    package var tokenCounter: (any TokenCounter)? { nil }

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

    private func vector(of clip: AudioClip, _ cancellation: Cancellation) throws -> [Float] {
        try check(clip)
        let network = try network.value
        var sum = [Float](repeating: 0, count: space.dimensions)
        for start in stride(from: 0, to: clip.samples.count, by: LogMel.sampleCount) {
            try cancellation.check()
            let window = Array(clip.samples[start..<min(clip.samples.count, start + LogMel.sampleCount)])
            let weight = Float(window.count) / Float(clip.samples.count)
            let vector = try network.embedding(of: mel.features(of: window))
            for index in sum.indices { sum[index] += weight * vector[index] }
        }
        return sum
    }

    private func check(_ clip: AudioClip) throws {
        guard clip.rate == LogMel.rate else {
            throw NearestError(
                .invalidArgument, space.model, "hears sound at \(LogMel.rate) Hz, not at \(clip.rate) Hz")
        }
        guard !clip.samples.isEmpty else {
            throw NearestError(.invalidArgument, space.model, "cannot hear a sound of no length")
        }
    }
}
