import Catalog
import Extraction
import NearestCore

/// What stands beside the vectors of an import, a record a row.
struct ImportMetadata {
    private let path: String
    private let hasHeader: Bool
    private let records: MetadataRecords

    /// Opens the table and makes sure that it has a record for each of `rows` vectors. A first row more than that is
    /// the one that names the columns.
    ///
    /// - Throws: `NearestError`: `.unreadable`, or `.invalidArgument` when the counts differ.
    init(path: String, rows: Int, cancellation: Cancellation) throws {
        let counted = try MetadataRecords.open(path: path, hasHeader: false, cancellation: cancellation)
        var count = 0
        while try counted.next() != nil { count += 1 }
        hasHeader = MetadataRecords.mayHaveHeader(path) && count == rows + 1
        guard count == rows || hasHeader else {
            throw NearestError(
                .invalidArgument, path, "it has \(count) records, and there are \(rows) vectors",
                remedy: "Give a record for each vector, in the same order.")
        }
        self.path = path
        records = try MetadataRecords.open(path: path, hasHeader: hasHeader, cancellation: cancellation)
    }

    /// Refuses records that would go under a path of somebody else.
    ///
    /// - Parameters:
    ///   - taken: the paths that may not be used.
    ///   - name: the path of records that have none.
    /// - Throws: `.invalidArgument`, naming the first such record.
    func check(against taken: Set<CorpusPath>, name: String, cancellation: Cancellation) throws {
        if taken.isEmpty { return }
        let again = try MetadataRecords.open(path: path, hasHeader: hasHeader, cancellation: cancellation)
        var row = 0
        while let fields = try again.next() {
            let path = fields.first { $0.name.lowercased() == "path" && !$0.value.isEmpty }?.value ?? name
            if taken.contains(CorpusPath(path)) { throw Self.taken(path, row: row, of: self.path) }
            row += 1
        }
    }

    /// - Parameter row: nil where the path is that of all rows.
    static func taken(_ path: String, row: Int?, of file: String) -> NearestError {
        NearestError(
            .invalidArgument, row.map { "\(file), record \($0)" } ?? file,
            "its path, \(CorpusPath(path).display), is that of a file that is indexed here",
            remedy: "Import into another folder, or under other paths.")
    }

    func skip(_ count: Int) throws {
        for _ in 0..<count { _ = try records.next() }
    }

    /// The next `count` records as what is shown of them.
    ///
    /// - Throws: `.unreadable` when there are no more.
    func descriptions(_ count: Int) throws -> [ImportedRows.Description] {
        try (0..<count).map { _ in
            guard let fields = try records.next() else {
                throw NearestError(.unreadable, nil, "the metadata ended while it was read")
            }
            return Self.description(of: fields)
        }
    }

    /// Path and title by their columns; the text first, then the other columns by their names.
    static func description(of fields: [MetadataRecords.Field]) -> ImportedRows.Description {
        var description = ImportedRows.Description()
        var texts: [String] = []
        var others: [String] = []
        for field in fields where !field.value.isEmpty {
            switch field.name.lowercased() {
            case "path" where description.path == nil: description.path = field.value
            case "title" where description.title == nil: description.title = field.value
            case "text", "": texts.append(field.value)
            default: others.append("\(field.name): \(field.value)")
            }
        }
        description.text = (texts + others).joined(separator: "\n")
        return description
    }
}
