import Foundation
import NearestCore

/// A NumPy array, and beside it a line of JSON a row that says what the row is.
final class NumpyExport: ExportWriter {
    private struct Name: Encodable {
        var row: Int
        var segment: SegmentID
        var path: String?
        var record: Int?
        var title: String?
        var location: PlaceReport?
    }

    private let vectors: OutputFile
    private let names: OutputFile
    private var row = 0

    init(path: String, rows: Int, dimensions: Int) throws {
        vectors = try OutputFile(path: path)
        let isNamed = path.lowercased().hasSuffix(".npy")
        names = try OutputFile(path: (isNamed ? String(path.dropLast(4)) : path) + ".ids.jsonl")
        try vectors.write(Array(NumpyArray.header(rows: rows, dimensions: dimensions)))
    }

    func write(_ exported: ExportedRow) throws {
        try exported.vector.withUnsafeBytes { try vectors.write($0) }
        let place = exported.record?.occurrences.first
        let name = Name(
            row: row, segment: exported.segment, path: exported.path, record: place?.record,
            title: exported.record?.title, location: exported.record.flatMap { PlaceReport($0.segment.place) })
        try names.write(Array((try JSON.line(name) + "\n").utf8))
        row += 1
    }

    func finish() throws {
        try vectors.finish()
        try names.finish()
    }
}
