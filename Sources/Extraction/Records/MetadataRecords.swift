import NearestCore

/// The records of a `.csv`, `.tsv` or `.jsonl` file one by one, as names and values: what stands beside vectors that
/// were made elsewhere, a record a vector. For one thread at a time.
package class MetadataRecords {
    /// A column and its text. The name is empty where the table names no columns.
    package struct Field: Hashable, Sendable {
        package var name: String
        package var value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The next record; nil at the end.
    ///
    /// - Throws: `NearestError.unreadable` for a record that is broken, naming its line; `CancellationError`.
    package func next() throws -> [Field]? { nil }

    /// Whether the file is of a kind whose first row may name the columns.
    package static func mayHaveHeader(_ path: String) -> Bool {
        ["csv", "tsv", "tab"].contains(CorpusPath(path).fileExtension)
    }

    /// Opens a table.
    ///
    /// - Parameter hasHeader: whether the first row of a table of separated values names its columns. Where it does
    ///   not, or `.jsonl` is read, every row is a record.
    /// - Throws: `NearestError`: `.unreadable`, or `.invalidArgument` for a file of another kind.
    package static func open(path: String, hasHeader: Bool, cancellation: Cancellation) throws -> MetadataRecords {
        let name = CorpusPath(path)
        let source = SourceFile(
            path: Array(path.utf8), name: name, limits: ExtractionLimits(), cancellation: cancellation)
        switch name.fileExtension {
        case "csv": return try TableRecords(source, isTabSeparated: false, hasHeader: hasHeader)
        case "tsv", "tab": return try TableRecords(source, isTabSeparated: true, hasHeader: hasHeader)
        case "jsonl", "ndjson": return try JSONLineRecords(source)
        default:
            throw NearestError(
                .invalidArgument, path, "is no table that is read here",
                remedy: "Give a .csv, .tsv or .jsonl file with a record for each vector.")
        }
    }
}
