import Foundation
import NearestCore
import VectorIndex

/// The figures of `nearest bench search`.
struct BenchReport: Encodable {
    struct Setting: Encodable {
        var mode: String
        var nprobe: Int?
        /// The share of the true nearest that were found.
        var recall: Double
        var medianMilliseconds: Double
        var p99Milliseconds: Double
        /// One query after the other.
        var queriesPerSecond: Double
        var batchQueriesPerSecond: Double

        enum CodingKeys: String, CodingKey {
            case mode, nprobe, recall
            case medianMilliseconds = "median_ms"
            case p99Milliseconds = "p99_ms"
            case queriesPerSecond = "qps"
            case batchQueriesPerSecond = "batch_qps"
        }

        /// `nprobe` is there for every setting, null where it means nothing.
        func encode(to encoder: any Swift.Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(mode, forKey: .mode)
            try container.encode(nprobe, forKey: .nprobe)
            try container.encode(recall, forKey: .recall)
            try container.encode(medianMilliseconds, forKey: .medianMilliseconds)
            try container.encode(p99Milliseconds, forKey: .p99Milliseconds)
            try container.encode(queriesPerSecond, forKey: .queriesPerSecond)
            try container.encode(batchQueriesPerSecond, forKey: .batchQueriesPerSecond)
        }
    }

    var settings: [Setting] = []
    var brute: Setting?
    var bytesOnDisk: Int64 = 0
    /// Without pages of files.
    var residentBytes = 0
    var vectors: Int
    var dimensions: Int
    var metric: Metric
    var queries: Int
    var k: Int
    var kernels: String

    init(index: FlatIndex, inputs: BenchInputs) {
        vectors = index.count
        dimensions = index.dimensions
        metric = index.metric
        queries = inputs.queries.count
        k = inputs.k
        kernels = VectorKernels.fastest.name
    }

    enum CodingKeys: String, CodingKey {
        case settings, brute, vectors, dimensions, metric, queries, k, kernels
        case bytesOnDisk = "bytes_on_disk"
        case residentBytes = "resident_bytes"
    }

    /// A table for people.
    var text: String {
        var lines = [
            "\(vectors) vectors of \(dimensions) dimensions, \(metric.rawValue), \(queries) queries, \(kernels) kernels",
            row(["search", "recall@\(k)", "median", "p99", "alone", "in batches"]),
        ]
        for setting in settings + [brute].compactMap(\.self) {
            let name = setting.nprobe.map { "ivf, \($0) list\($0 == 1 ? "" : "s")" } ?? setting.mode
            lines.append(
                row([
                    name, digits(setting.recall, 4), "\(digits(setting.medianMilliseconds, 2)) ms",
                    "\(digits(setting.p99Milliseconds, 2)) ms", "\(digits(setting.queriesPerSecond, 0))/s",
                    "\(digits(setting.batchQueriesPerSecond, 0))/s",
                ]))
        }
        lines.append(
            "\(FolderSize.text(bytesOnDisk)) on disk, \(FolderSize.text(Int64(residentBytes))) in memory besides the "
                + "pages of files")
        return lines.joined(separator: "\n")
    }

    private func row(_ cells: [String]) -> String {
        cells.enumerated().map { column, cell in
            let width = column == 0 ? 16 : 12
            let blanks = String(repeating: " ", count: max(1, width - cell.count))
            return column == 0 ? cell + blanks : blanks + cell
        }.joined()
    }

    private func digits(_ value: Double, _ decimals: Int) -> String {
        String(format: "%.\(decimals)f", value)
    }
}
