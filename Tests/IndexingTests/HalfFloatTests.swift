import Catalog
import Extraction
import Foundation
import NearestCore
import Testing
import VectorIndex

@testable import Indexing

@Suite("Vectors of a model in 16 bits")
struct HalfFloatTests {
    private let corpus: TemporaryCorpus
    private let encoder = CountingEncoder(dimensions: 48)

    init() throws {
        corpus = try TemporaryCorpus()
        for index in 0..<60 { try corpus.write("text number \(index)", to: "\(index).txt") }
    }

    private func index(_ element: VectorElement?) throws {
        _ = try Indexer(
            location: corpus.location, encoders: [encoder], excludes: [], reader: LocalFileReader(),
            element: element
        )
        .run(cancellation: Cancellation(), report: { _ in })
    }

    private func opened() throws -> FlatIndex {
        let store = try #require(try corpus.catalog.stores().first)
        return try FlatIndex(
            folder: corpus.location.folder + "/" + store.folder, dimensions: store.space.dimensions,
            fingerprint: store.space.fingerprint, committedRows: store.rows)
    }

    @Test("are searched by what the half floats say, which is near what the model said")
    func search() throws {
        try index(.f16)
        let index = try opened()
        #expect(index.element == .f16 && index.count == 60)
        let query = encoder.vector(of: "text number 7")
        let found = try index.search(query, k: 60, mode: .exact, allowed: nil)
        let records = try corpus.catalog.segments(found.map(\.segment))
        #expect(records[found[0].segment]?.segment.text == "text number 7")
        for hit in found {
            let text = try #require(records[hit.segment]?.segment.text)
            let full = encoder.vector(of: text)
            let rounded = full.map { Float(Float16($0)) }
            #expect(abs(hit.score - Metric.innerProduct.score(query, rounded)) < 1e-6, "\(text)")
            #expect(abs(hit.score - Metric.innerProduct.score(query, full)) < 1e-3, "\(text)")
        }
    }

    @Test("stay so in later runs and other spaces, and are not mixed with 32 bits")
    func kept() throws {
        try index(.f16)
        try corpus.write("one more", to: "more.txt")
        try index(nil)
        #expect(try opened().element == .f16 && opened().count == 61)
        let other = CountingEncoder(model: "second", dimensions: 16)
        try corpus.index([encoder, other])
        for store in try corpus.catalog.stores() {
            let index = try FlatIndex(
                folder: corpus.location.folder + "/" + store.folder, dimensions: store.space.dimensions,
                fingerprint: store.space.fingerprint, committedRows: store.rows)
            #expect(index.element == .f16, "\(store.space.model)")
        }
        let refused = #expect(throws: NearestError.self) { try index(.f32) }
        #expect(refused?.code == .spaceMismatch && refused?.problem.contains("f16") == true)
        #expect(try StoredElement.recorded(in: try corpus.catalog) == .f16)
    }
}
