import NearestCore

/// The rows of a table of separated values, as names and values.
final class TableRecords: MetadataRecords {
    private let source: SourceFile
    private var file: DecodedFile
    private var parser: DelimitedParser
    private var waiting: [DelimitedParser.Row] = []
    private var position = 0
    private var isDone = false
    private var names: [String] = []

    init(_ source: SourceFile, isTabSeparated: Bool, hasHeader: Bool) throws {
        self.source = source
        var file = try DecodedFile(source)
        let piece = try file.next() ?? []
        let dialect = isTabSeparated ? TableDialect.tabs : TableDialect(guessing: Array(piece.prefix(1 << 16)))
        parser = DelimitedParser(
            separator: dialect.separator, quotes: dialect.quotes, longest: source.limits.maximumRecordBytes)
        self.file = file
        super.init()
        try parser.feed(piece) { waiting.append($0) }
        if hasHeader, let header = try nextRow() {
            names = header.fields.map { String(decoding: $0, as: UTF8.self) }
        }
    }

    override func next() throws -> [Field]? {
        guard let row = try nextRow() else { return nil }
        return row.fields.enumerated().map { column, field in
            Field(name: column < names.count ? names[column] : "", value: String(decoding: field, as: UTF8.self))
        }
    }

    private func nextRow() throws -> DelimitedParser.Row? {
        while position == waiting.count {
            if isDone { return nil }
            try source.cancellation.check()
            waiting.removeAll(keepingCapacity: true)
            position = 0
            if let piece = try file.next() {
                try parser.feed(piece) { waiting.append($0) }
            } else {
                isDone = true
                try parser.finish { waiting.append($0) }
            }
            if let line = parser.runawayLine {
                throw source.unreadable("line \(line): a quote is never closed")
            }
        }
        defer { position += 1 }
        return waiting[position]
    }
}
