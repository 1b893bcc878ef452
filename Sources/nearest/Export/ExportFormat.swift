import ArgumentParser
import Foundation

/// The forms in which vectors leave.
enum ExportFormat: String, ExpressibleByArgument, CaseIterable {
    case npy
    case tsv
    case jsonl

    /// By the name's ending; `npy` where it says nothing.
    init(ofFile path: String) {
        self = ExportFormat(rawValue: (path as NSString).pathExtension.lowercased()) ?? .npy
    }

    func writer(to path: String, rows: Int, dimensions: Int) throws -> any ExportWriter {
        switch self {
        case .npy: try NumpyExport(path: path, rows: rows, dimensions: dimensions)
        case .tsv: try ProjectorExport(folder: path)
        case .jsonl: try JSONLinesExport(path: path)
        }
    }
}
