import Catalog
import Extraction
import NearestCore

/// Gives each model whose text tower encodes questions only a sample of what questions are like: short texts of the
/// corpus, encoded as questions are. Beside them the score of a typed question against a picture gets its percentile.
struct ProbePass {
    let catalog: Catalog
    let encoders: [any Encoder]
    let passedOver: PassedOver

    /// A sample of so many questions is uneven by some hundredths (Kolmogorov and Smirnov).
    private static let texts = 400
    /// Fewer say nothing.
    private static let fewestTexts = 10
    /// Texts between two looks at whether to stop.
    private static let batchSize = 20
    /// In Unicode scalars: as long as questions and captions are, and within what such towers read.
    private static let longestText = 200
    private static let seed: UInt64 = 0x7072_6F62_6573_2121

    /// Makes the probes that are missing, or were drawn when the corpus had less than half of its words.
    ///
    /// A model that fails here is left without them, and scores are compared within its pictures, as they are without
    /// any text: it is no reason to fail an indexing run.
    ///
    /// - Throws: `CancellationError`; what the catalog throws.
    func run(stop: Cancellation) throws {
        let asking = encoders.filter { $0.space.takesWords && !$0.space.isForText }
        guard !asking.isEmpty else { return }
        let worded = try catalog.wordedCount()
        let spaces = try catalog.stores().reduce(into: [:]) { $0[$1.space.fingerprint] = $1.spaceID }
        for encoder in asking {
            try stop.check()
            guard let spaceID = spaces[encoder.space.fingerprint], !passedOver.hasNoProbes(spaceID) else {
                continue
            }
            let before = try catalog.segmentsWhenProbed(spaceID: spaceID, modality: .text)
            if let before, worded < before * 2 { continue }
            let texts = try sampledTexts()
            guard texts.count >= Self.fewestTexts else { continue }
            do {
                let vectors = try encoded(texts, by: encoder, stop: stop)
                try catalog.setProbes(vectors, spaceID: spaceID, modality: .text, segments: worded)
            } catch let error as NearestError where error.code != .corruptIndex && error.code != .system {
                passedOver.addWithoutProbes(spaceID)
            }
        }
    }

    private func encoded(
        _ texts: [String], by encoder: any Encoder, stop: Cancellation
    ) throws -> VectorBatch {
        var vectors = VectorBatch(dimensions: encoder.space.dimensions)
        for first in stride(from: 0, to: texts.count, by: Self.batchSize) {
            try stop.check()
            let batch = texts[first..<min(first + Self.batchSize, texts.count)].map { EncoderInput.text($0) }
            let rows = try encoder.encode(batch, purpose: .query, cancellation: stop)
            for row in 0..<rows.count { vectors.append(rows[row]) }
        }
        return vectors
    }

    /// Captions up to half of them, since such models learnt from captions; else a sentence of a passage.
    private func sampledTexts() throws -> [String] {
        var generator = SplitMix64(seed: Self.seed)
        let captions = try catalog.worded(captions: true).shuffled(using: &generator).prefix(Self.texts / 2)
        let others = try catalog.worded(captions: false).shuffled(using: &generator)
            .prefix(Self.texts - captions.count)
        let ids = Array(captions) + Array(others)
        let records = try catalog.segments(ids)
        return ids.compactMap { id in
            records[id].flatMap { Self.sentence(of: $0.segment.text, using: &generator) }
        }
    }

    /// One of the text's sentences, cut where it is longer than a question is; nil without any.
    static func sentence(of text: String, using generator: inout SplitMix64) -> String? {
        guard let range = SentenceSplitter.sentences(in: text).randomElement(using: &generator) else { return nil }
        let scalars = text.unicodeScalars.dropFirst(range.lowerBound).prefix(min(range.count, longestText))
        return String(String.UnicodeScalarView(scalars))
    }
}
