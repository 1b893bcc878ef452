import NearestCore
import Synchronization

/// An encoder without a network: equal inputs get equal vectors, and it counts what it was asked.
final class CountingEncoder: Encoder, TokenCounter {
    struct Log {
        var texts: [String] = []
        var images: [PixelImage] = []
        var sounds: [AudioClip] = []
        /// Runs before each batch; tests raise a cancellation or an error from here.
        var beforeBatch: (@Sendable (Int) throws -> Void)?
    }

    let space: Space
    let log = Mutex(Log())
    let passageTokenLimit: Int

    init(
        model: String = "counting", dimensions: Int = 8, modalities: [Modality] = [.text], tokens: Int = 20
    ) {
        passageTokenLimit = tokens
        space = Space(
            model: model, dimensions: dimensions, modalities: modalities, precision: .f32, settings: [:],
            fingerprint: "fingerprint-of-\(model)")
    }

    var tokenCounter: (any TokenCounter)? { space.modalities.contains(.text) ? self : nil }
    var texts: [String] { log.withLock { $0.texts } }
    var images: [PixelImage] { log.withLock { $0.images } }
    var sounds: [AudioClip] { log.withLock { $0.sounds } }

    func tokenCount(of text: some StringProtocol) -> Int {
        text.split(whereSeparator: \.isWhitespace).count
    }

    func encode(
        _ inputs: [EncoderInput], purpose: EncodingPurpose, cancellation: Cancellation
    ) throws -> VectorBatch {
        let before = log.withLock { $0.beforeBatch }
        try before?(texts.count + images.count + sounds.count)
        try cancellation.check()
        var batch = VectorBatch(dimensions: space.dimensions)
        for input in inputs {
            guard space.modalities.contains(input.modality) else {
                throw NearestError(.invalidArgument, space.model, "takes no \(input.modality.rawValue)")
            }
            switch input {
            case .text(let text):
                log.withLock { $0.texts.append(text) }
                batch.append(vector(of: text))
            case .image(let image):
                // Too dark for it.
                if image.pixels.allSatisfy({ $0 == 0 }) {
                    throw NearestError(.invalidArgument, space.model, "sees nothing")
                }
                log.withLock { $0.images.append(image) }
                batch.append(vector(of: "\(image.width) \(image.pixels)"))
            case .audio(let clip):
                log.withLock { $0.sounds.append(clip) }
                batch.append(vector(of: "\(clip.rate) \(clip.samples)"))
            case .video:
                batch.append(vector(of: "film"))
            }
        }
        return batch
    }

    func vector(of text: String) -> [Float] {
        // FNV-1a over the text seeds the row, so that it is the same in every process.
        let seed = text.utf8.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        var generator = SplitMix64(seed: seed)
        let row = (0..<space.dimensions).map { _ in Float.random(in: -1...1, using: &generator) }
        let norm = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return row.map { $0 / norm }
    }
}
