import NearestCore
import Synchronization

/// An encoder without a network for which things of one topic are alike: a text is of the topics whose names stand in
/// it, and a picture of that of its red. What else they are is seeded noise.
final class TopicEncoder: Encoder, TokenCounter {
    static let topics = [
        "whale", "bread", "violin", "lighthouse", "glacier", "orchid", "tractor", "comet", "harbour", "owl",
        "mosaic",
        "canoe",
    ]
    /// How much of a vector is noise, beside a topic's 1.
    private static let noise: Float = 0.4

    let space: Space
    let passageTokenLimit = 20
    /// Runs before each call of `encode`; tests raise errors and cancellations from here.
    let before = Mutex<(@Sendable () throws -> Void)?>(nil)

    init(_ model: String, modalities: [Modality] = [.text]) {
        space = Space(
            model: model, dimensions: 24, modalities: modalities, precision: .f32, settings: ["normalised": "true"],
            fingerprint: "fingerprint-of-\(model)")
    }

    var tokenCounter: (any TokenCounter)? { space.modalities.contains(.text) ? self : nil }

    func tokenCount(of text: some StringProtocol) -> Int { text.split(whereSeparator: \.isWhitespace).count }

    func encode(
        _ inputs: [EncoderInput], purpose: EncodingPurpose, cancellation: Cancellation
    ) throws -> VectorBatch {
        try before.withLock { $0 }?()
        try cancellation.check()
        var batch = VectorBatch(dimensions: space.dimensions)
        for input in inputs {
            switch input {
            case .text(let text): batch.append(vector(of: text))
            case .image(let image): batch.append(vector(ofRed: image.pixels.first ?? 0))
            case .audio, .video:
                throw NearestError(.invalidArgument, space.model, "takes no \(input.modality.rawValue)")
            }
        }
        return batch
    }

    func vector(of text: String) -> [Float] {
        let lower = text.lowercased()
        return sum(of: Self.topics.filter(lower.contains), noise: text)
    }

    /// Of the topic whose number is the red less one, in rounds.
    func vector(ofRed red: UInt8) -> [Float] {
        sum(of: [Self.topics[(Int(red) + Self.topics.count - 1) % Self.topics.count]], noise: "red \(red)")
    }

    private func sum(of topics: [String], noise: String) -> [Float] {
        var sum = direction(noise).map { $0 * Self.noise }
        for topic in topics { sum = zip(sum, direction(topic)).map(+) }
        return unit(sum)
    }

    private func direction(_ text: String) -> [Float] {
        // FNV-1a seeds the row, so that it is the same in every process.
        let seed = (space.model + text).utf8.reduce(UInt64(0xCBF2_9CE4_8422_2325)) {
            ($0 ^ UInt64($1)) &* 0x100_0000_01B3
        }
        var generator = SplitMix64(seed: seed)
        return unit((0..<space.dimensions).map { _ in Float.random(in: -1...1, using: &generator) })
    }

    private func unit(_ row: [Float]) -> [Float] {
        let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return row.map { $0 / length }
    }
}
