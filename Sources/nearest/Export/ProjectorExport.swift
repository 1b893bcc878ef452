import Foundation
import NearestCore

/// What TensorFlow's Embedding Projector loads: `vectors.tsv`, and `metadata.tsv` with a heading and a line a vector.
final class ProjectorExport: ExportWriter {
    private let vectors: OutputFile
    private let metadata: OutputFile

    init(folder: String) throws {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw NearestError(
                .system, folder, "cannot be made (\((error as NSError).localizedDescription))")
        }
        vectors = try OutputFile(path: folder + "/vectors.tsv")
        metadata = try OutputFile(path: folder + "/metadata.tsv")
        try metadata.write(Array("path\tplace\ttitle\ttext\n".utf8))
    }

    func write(_ row: ExportedRow) throws {
        try vectors.write(Array((row.vector.map(\.description).joined(separator: "\t") + "\n").utf8))
        let text = row.record.map { NeighbourText.snippet($0.segment.text) } ?? ""
        // A line break or a tab in a value would be another row or column.
        let cells = [row.path ?? "", place(row), row.record?.title ?? "", text].map { PlainText.oneLine($0) }
        try metadata.write(Array((cells.joined(separator: "\t") + "\n").utf8))
    }

    func finish() throws {
        try vectors.finish()
        try metadata.finish()
    }

    private func place(_ row: ExportedRow) -> String {
        guard let record = row.record else { return "" }
        switch record.segment.place {
        case .whole: return record.occurrences.first?.record.map { "#\($0)" } ?? ""
        case .text(let page, let range): return page.map { "p.\($0)" } ?? "\(range.lowerBound)–\(range.upperBound)"
        case .time(let start, let end): return "\(start)–\(end) s"
        }
    }
}
