import Foundation
import NearestCore
import Testing

@testable import Search

/// One question, its lists side by side.
@Suite("Comparison of lists")
struct EngineComparisonTests {
    private let corpus: EngineCorpus

    init() throws {
        corpus = try EngineCorpus()
    }

    private func compare(
        _ query: String, by axis: Comparison.Axis, limit: Int = 10, models: [String] = [],
        weights: [String: Double] = [:], on engine: SearchEngine? = nil
    ) throws -> Comparison {
        try (engine ?? corpus.engine).compare(
            EngineCorpus.request(query, limit: limit, models: models, weights: weights), by: axis,
            cancellation: Cancellation())
    }

    @Test func byModality() throws {
        let comparison = try compare("owl", by: .modality)
        #expect(comparison.columns.map(\.name) == ["text", "image"] && comparison.pairs.isEmpty)
        for column in comparison.columns {
            #expect(column.neighbours.count == 10)
            #expect(column.neighbours.allSatisfy { $0.modality.rawValue == column.name })
            #expect(column.neighbours.map(\.rank) == Array(1...10))
        }
        #expect(comparison.columns[0].scores.map(\.model) == ["org/words"])
        #expect(Set(comparison.columns[1].scores.map(\.model)) == ["org/words", "org/aligned"])
        #expect(try compare("owl type:image", by: .modality).columns.map(\.name) == ["image"])
        let words = try compare("owl", by: .modality, models: ["bm25"])
        #expect(words.columns.map(\.name) == ["text", "image"])
        #expect(words.columns.allSatisfy { !$0.neighbours.isEmpty && $0.scores.isEmpty })
    }

    @Test func byModel() throws {
        let comparison = try compare("an owl at noon", by: .model)
        #expect(comparison.columns.map(\.name) == ["org/words", "org/aligned", "bm25"])
        for column in comparison.columns {
            let lists = column.neighbours.flatMap(\.contributions).map(\.source.name)
            #expect(Set(lists) == [column.name])
        }
        #expect(
            comparison.pairs.map { "\($0.left) \($0.right)" } == [
                "org/words org/aligned", "org/words bm25", "org/aligned bm25",
            ])
        // By its words in one list, by its pixels in the other: the same picture.
        #expect(comparison.pairs[0].shared.contains { $0.path.display == "pictures/owl-0.tif" })
        #expect(comparison.pairs[0].overlap > 0 && comparison.pairs[0].overlap <= 1)
        let scores = try #require(comparison.columns[0].scores.first?.distribution)
        #expect(scores.minimum < scores.median && abs(scores.maximum - 1) < 1e-4)
        #expect(
            try compare("owl", by: .model, weights: ["bm25": 0]).columns.map(\.name) == [
                "org/words", "org/aligned",
            ])
        #expect(try compare("owl", by: .model, limit: .max).columns.count == 3)
    }

    @Test func aListThatFailsIsEmptyAndSaysWhy() throws {
        corpus.gone.models.withLock { $0 = ["org/aligned"] }
        let engine = try corpus.freshEngine()
        let comparison = try compare("owl", by: .model, on: engine)
        let failed = try #require(comparison.columns.first { $0.name == "org/aligned" })
        #expect(failed.neighbours.isEmpty && failed.notes.first?.contains("not on the disk") == true)
        #expect(comparison.columns.filter { !$0.neighbours.isEmpty }.map(\.name) == ["org/words", "bm25"])
        let sides = try compare("owl", by: .modality, on: engine)
        #expect(sides.columns.allSatisfy { !$0.neighbours.isEmpty })
        #expect(sides.columns[1].notes.contains { $0.hasPrefix("org/aligned is left out") })

        corpus.gone.models.withLock { $0 = ["org/aligned", "org/words"] }
        let none = #expect(throws: NearestError.self) {
            try compare("owl", by: .model, models: ["words", "aligned"], on: corpus.freshEngine())
        }
        #expect(none?.code == .unknownModel)
        #expect(throws: NearestError.self) { try compare("= owl - owl", by: .model) }
    }
}
