import NearestCore
import Synchronization

/// An encoder without a network for queries of every kind: words that it was told get their vector, and everything else
/// one of what it is; it writes down what it was given.
final class RecordingEncoder: Encoder, TokenCounter, Listener, FilmViewer {
    struct Log {
        var texts: [String] = []
        var purposes: [EncodingPurpose] = []
        var images: [PixelImage] = []
        var sounds: [AudioClip] = []
        var films: [VideoClip] = []
    }

    let space: Space
    let log = Mutex(Log())
    let words: [String: [Float]]
    let passageTokenLimit: Int
    let sampling = VideoSampling(frames: 3, frameRate: 10, soundRate: 8_000)
    let rate = 8_000
    /// Runs before each call of `encode`.
    let before: @Sendable () throws -> Void

    /// - Parameter words: vectors of three values.
    init(
        _ model: String, _ modalities: [Modality], metric: Metric? = nil, normalised: Bool = true,
        tokens: Int = 20, words: [String: [Float]] = [:], before: @escaping @Sendable () throws -> Void = {}
    ) {
        var settings = ["normalised": "\(normalised)"]
        settings[Space.metricSetting] = metric?.rawValue
        space = Space(
            model: model, dimensions: 3, modalities: modalities, precision: .f32, settings: settings,
            fingerprint: "fingerprint-of-\(model)")
        passageTokenLimit = tokens
        self.words = words
        self.before = before
    }

    var tokenCounter: (any TokenCounter)? { space.modalities.contains(.text) ? self : nil }
    var listener: (any Listener)? { space.modalities.contains(.audio) ? self : nil }
    var viewer: (any FilmViewer)? { space.modalities.contains(.video) ? self : nil }
    var count: Int { log.withLock { $0.texts.count + $0.images.count + $0.sounds.count + $0.films.count } }

    func tokenCount(of text: some StringProtocol) -> Int { text.split(whereSeparator: \.isWhitespace).count }

    func prepare(_ picture: PixelImage) -> PixelImage { PixelImage(width: 1, height: 1, pixels: [7, 7, 7]) }

    func hear(
        _ sound: any SoundSource, labelCount: Int, cancellation: Cancellation
    ) throws -> (vector: [Float], labels: [Label]) { ([], []) }

    func encode(
        _ inputs: [EncoderInput], purpose: EncodingPurpose, cancellation: Cancellation
    ) throws -> VectorBatch {
        try before()
        try cancellation.check()
        var batch = VectorBatch(dimensions: 3)
        for input in inputs {
            guard space.modalities.contains(input.modality) else {
                throw NearestError(.invalidArgument, space.model, "takes no \(input.modality.rawValue)")
            }
            log.withLock { log in
                log.purposes.append(purpose)
                switch input {
                case .text(let text): log.texts.append(text)
                case .image(let image): log.images.append(image)
                case .audio(let clip): log.sounds.append(clip)
                case .video(let film): log.films.append(film)
                }
            }
            batch.append(vector(of: input))
        }
        return batch
    }

    private func vector(of input: EncoderInput) -> [Float] {
        switch input {
        case .text(let text): words.first { text.contains($0.key) }?.value ?? [0, 0, 1]
        case .image(let image): [Float(image.pixels.first ?? 0) / 255, 1, 0]
        // The first window of a fixture is at a thousand, the second at two.
        case .audio(let clip): (clip.samples.first ?? 0) * 32_768 < 1_500 ? [1, 0, 0] : [0, 1, 0]
        case .video(let film): [Float(film.frames.count), Float(film.frames.first?.width ?? 0), 0]
        }
    }
}
