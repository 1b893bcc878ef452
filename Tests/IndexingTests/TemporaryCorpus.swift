import Catalog
import Extraction
import Foundation
import Glibc
import NearestCore
import VectorIndex

@testable import Indexing

/// A corpus in a folder of its own, gone with the value.
final class TemporaryCorpus {
    let path: String
    let location: CorpusLocation

    init() throws {
        path = NSTemporaryDirectory() + "nearest-corpus-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        location = try CorpusLocation(indexing: path, indexFolder: nil)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func write(_ text: String, to name: String) throws {
        let url = URL(fileURLWithPath: path + "/" + name)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    func write(_ bytes: [UInt8], to name: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path + "/" + name))
    }

    func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: path + "/" + name)
    }

    func move(_ name: String, to other: String) throws {
        try FileManager.default.moveItem(atPath: path + "/" + name, toPath: path + "/" + other)
    }

    @discardableResult
    func index(
        _ encoders: [any Encoder], excludes: [String] = [], reader: any FileReading = LocalFileReader(),
        cancellation: Cancellation = Cancellation()
    ) throws -> IndexingProgress {
        try Indexer(location: location, encoders: encoders, excludes: excludes, reader: reader)
            .run(cancellation: cancellation, report: { _ in })
    }

    var catalog: Catalog { get throws { try Catalog(readingFrom: location.folder) } }

    /// What the index would answer: every searchable segment's path, text and vector, per space.
    func content(_ encoder: CountingEncoder) throws -> [String] {
        let catalog = try catalog
        guard let store = try catalog.stores().first(where: { $0.space == encoder.space }) else { return [] }
        let index = try FlatIndex(
            folder: location.folder + "/" + store.folder, dimensions: store.space.dimensions,
            fingerprint: store.space.fingerprint, committedRows: store.rows,
            removed: try catalog.removedSegments(spaceID: store.spaceID, modality: store.modality))
        let hits = try index.search(
            encoder.vector(of: "query"), k: 100_000, mode: .exact, allowed: nil)
        let records = try catalog.segments(hits.map(\.segment))
        return hits.flatMap { hit in
            (records[hit.segment]?.occurrences ?? []).map { place in
                "\(place.path.display)#\(place.record ?? 0) \(records[hit.segment]?.segment.text ?? "") \(hit.score)"
            }
        }.sorted()
    }
}
