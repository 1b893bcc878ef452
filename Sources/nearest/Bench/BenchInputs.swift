import NearestCore
import VectorIndex

/// What a measurement asks, and what the right answers are where somebody knows them.
struct BenchInputs {
    let queries: VectorBatch
    let k: Int
    /// The true nearest of each query; nil where brute force has to find them.
    let truth: [[SegmentID]]?

    /// - Throws: `NearestError`, naming file and row, when the files do not fit the index or each other.
    init(queries path: String, truth truthPath: String?, k: Int, index: FlatIndex) throws {
        let source = try VectorSource(path: path)
        guard source.rows > 0 else { throw NearestError(.invalidArgument, path, "holds no queries") }
        guard source.dimensions == index.dimensions else {
            throw NearestError(
                .invalidArgument, path,
                "its vectors have \(source.dimensions) dimensions, and those of the index \(index.dimensions)")
        }
        guard index.count > 0 else {
            throw NearestError(
                .noIndex, nil, "there are no vectors to search", remedy: "Import or index some first.")
        }
        // The check names the row of a query that cannot be compared.
        _ = try source.check(
            metric: index.metric, element: .f32, cancellation: Cancellation(), progress: { _ in })
        queries = try source.vectors(0..<source.rows)
        self.k = min(k, index.count)
        truth = try truthPath.map { try Self.truth($0, queries: source.rows, k: min(k, index.count), index: index) }
    }

    private static func truth(_ path: String, queries: Int, k: Int, index: FlatIndex) throws -> [[SegmentID]] {
        let source = try VectorSource(path: path)
        guard source.rows >= queries, source.dimensions >= k else {
            throw NearestError(
                .invalidArgument, path,
                "it has \(source.dimensions) neighbours for each of \(source.rows) queries, and \(k) for each of "
                    + "\(queries) are needed",
                remedy: source.dimensions < k && source.rows >= queries
                    ? "Ask for fewer with -k \(source.dimensions)." : "Give the truth of these queries.")
        }
        let ids = try index.ids()
        return try source.integers(0..<queries).enumerated().map { query, rows in
            try rows.prefix(k).map { row in
                guard ids.indices.contains(row) else {
                    throw NearestError(
                        .invalidArgument, path,
                        "row \(query) names the vector \(row), and there are \(ids.count), counted from 0",
                        remedy: "Give the truth of these vectors.")
                }
                return ids[row]
            }
        }
    }
}
