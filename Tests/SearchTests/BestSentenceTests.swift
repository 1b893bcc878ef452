import Catalog
import Extraction
import Foundation
import Indexing
import NearestCore
import Testing

@testable import Search

@Suite("The sentence that is marked in a preview")
struct BestSentenceTests {
    /// A model that does not normalise: what speaks of the sea gets a vector ten times as long as others.
    private struct LongSeaEncoder: Encoder, TokenCounter {
        let space = Space(
            model: "long-sea", dimensions: 2, modalities: [.text], precision: .f32,
            settings: ["normalised": "false"], fingerprint: "fingerprint-of-long-sea")
        let passageTokenLimit = 50
        var tokenCounter: (any TokenCounter)? { self }

        func tokenCount(of text: some StringProtocol) -> Int { text.split(separator: " ").count }

        func encode(
            _ inputs: [EncoderInput], purpose: EncodingPurpose, cancellation: Cancellation
        ) throws -> VectorBatch {
            var batch = VectorBatch(dimensions: 2)
            for case .text(let text) in inputs {
                // 60 degrees away from the mountains.
                batch.append(text.contains("sea") ? [5, 8.66] : [1, 0])
            }
            return batch
        }
    }

    @Test("is nearest by angle, however long the vectors of a model that does not normalise are")
    func cosine() throws {
        let folder = NSTemporaryDirectory() + "nearest-best-sentence-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data("The sea lies below. The mountains stand above.".utf8)
            .write(to: URL(fileURLWithPath: folder + "/view.txt"))
        let location = try CorpusLocation(indexing: folder, indexFolder: nil)
        let encoder = LongSeaEncoder()
        _ = try Indexer(location: location, encoders: [encoder], excludes: [], reader: LocalFileReader())
            .run(cancellation: Cancellation(), report: { _ in })
        let engine = try SearchEngine(location: location) { _ in encoder }
        let found = try engine.search(try SearchRequest("mountains"), cancellation: Cancellation())
        let neighbour = try #require(found.neighbours.first)
        let preview = try engine.preview(of: neighbour, query: "mountains", cancellation: Cancellation())
        let range = try #require(preview.bestSentence)
        let sentence = String(String.UnicodeScalarView(Array(preview.text.unicodeScalars)[range]))
        #expect(sentence == "The mountains stand above.")
        #expect(abs((preview.bestScore ?? 0) - 1) < 1e-5)
    }
}
