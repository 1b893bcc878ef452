import NearestCore
import Synchronization

/// An encoder without a network: equal texts get equal vectors, and it counts what it was asked.
final class CountingEncoder: Encoder, TokenCounter {
    struct Log {
        var texts: [String] = []
        /// Runs before each batch; tests raise a cancellation or an error from here.
        var beforeBatch: (@Sendable (Int) throws -> Void)?
    }

    let space: Space
    let log = Mutex(Log())
    let passageTokenLimit = 20

    init(model: String = "counting", dimensions: Int = 8) {
        space = Space(
            model: model, dimensions: dimensions, modalities: [.text], precision: .f32, settings: [:],
            fingerprint: "fingerprint-of-\(model)")
    }

    var tokenCounter: (any TokenCounter)? { self }
    var texts: [String] { log.withLock { $0.texts } }

    func tokenCount(of text: some StringProtocol) -> Int {
        text.split(whereSeparator: \.isWhitespace).count
    }

    func encode(
        _ inputs: [EncoderInput], purpose: EncodingPurpose, cancellation: Cancellation
    ) throws -> VectorBatch {
        let before = log.withLock { $0.beforeBatch }
        try before?(texts.count)
        try cancellation.check()
        var batch = VectorBatch(dimensions: space.dimensions)
        for case .text(let text) in inputs {
            log.withLock { $0.texts.append(text) }
            batch.append(vector(of: text))
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
