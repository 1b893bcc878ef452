import Foundation
import NearestCore
import Synchronization

/// An encoder without a network: a text's vector follows from the text alone, near one of a few centres.
///
/// When a batch is asked for, the one before has been committed, so that is when its texts go to the journal.
final class TrialEncoder: Encoder, TokenCounter {
    static let dimensions = 96
    private static let centres = 40

    let space = Space(
        model: "trial", dimensions: dimensions, modalities: [.text], precision: .f32, settings: [:],
        fingerprint: "trial")
    /// So many that every record is one passage.
    let passageTokenLimit = 1000
    var tokenCounter: (any TokenCounter)? { self }

    private let journal: FileHandle?
    private let last = Mutex<[String]>([])

    /// - Parameter journal: the file that committed texts are appended to, which exists.
    init(journal: String? = nil) {
        self.journal = journal.flatMap { FileHandle(forWritingAtPath: $0) }
        _ = try? self.journal?.seekToEnd()
    }

    func tokenCount(of text: some StringProtocol) -> Int {
        text.split(separator: " ").count
    }

    func encode(
        _ inputs: [EncoderInput], purpose: EncodingPurpose, cancellation: Cancellation
    ) throws -> VectorBatch {
        var batch = VectorBatch(dimensions: Self.dimensions)
        var texts: [String] = []
        for case .text(let text) in inputs {
            texts.append(text)
            batch.append(Self.vector(of: text))
        }
        let committed = last.withLock { last in
            defer { last = texts }
            return last
        }
        try journal?.write(contentsOf: Data(committed.map { $0 + "\n" }.joined().utf8))
        return batch
    }

    /// Of length 1.
    static func vector(of text: String) -> [Float] {
        // FNV-1a over the text seeds the row, so that it is the same in every process.
        let seed = text.utf8.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        var generator = SplitMix64(seed: seed)
        var centre = SplitMix64(seed: generator.next() % UInt64(centres))
        let row = (0..<dimensions).map { _ in value(&centre) + 0.5 * value(&generator) }
        let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return row.map { $0 / length }
    }

    /// From -1 to 1.
    private static func value(_ generator: inout SplitMix64) -> Float {
        Float(generator.next() >> 40) / Float(1 << 23) - 1
    }
}
