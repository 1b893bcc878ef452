import NearestCore

/// A line of JSON a vector.
final class JSONLinesExport: ExportWriter {
    private struct Line: Encodable {
        var path: String?
        var record: Int?
        var title: String?
        var modality: Modality?
        var evidence: Evidence?
        var labelledBy: String?
        var location: PlaceReport?
        var text: String?

        enum CodingKeys: String, CodingKey {
            case path, record, title, modality, evidence, location, text
            case labelledBy = "labelled_by"
        }
    }

    private let file: OutputFile

    init(path: String) throws {
        file = try OutputFile(path: path)
    }

    func write(_ row: ExportedRow) throws {
        let segment = row.record?.segment
        let line = Line(
            path: row.path, record: row.record?.occurrences.first?.record, title: row.record?.title,
            modality: segment?.modality, evidence: segment?.evidence, labelledBy: row.record?.labelledBy,
            location: segment.flatMap { PlaceReport($0.place) }, text: segment?.text)
        // The vector's digits are written here: the shortest that come back as the same 32-bit float.
        let head = try JSON.line(line).dropLast()
        let vector = "\"vector\":[\(row.vector.map(\.description).joined(separator: ","))]"
        try file.write(Array("\(head)\(head.count > 1 ? "," : "")\(vector)}\n".utf8))
    }

    func finish() throws {
        try file.finish()
    }
}
