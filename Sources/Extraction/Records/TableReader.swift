import NearestCore

/// A `.csv` or `.tsv` file: each row is a record, counted from 1 below the header.
struct TableReader {
    let source: SourceFile
    let isTabSeparated: Bool

    func read(emit: (ExtractedItem) throws -> Void) throws -> [String] {
        var file = try DecodedFile(source)
        var piece = try file.next() ?? []
        let dialect = isTabSeparated ? TableDialect.tabs : TableDialect(guessing: Array(piece.prefix(1 << 16)))
        var parser = DelimitedParser(
            separator: dialect.separator, quotes: dialect.quotes, longest: source.limits.maximumRecordBytes)
        var rows = Rows(unquotes: !dialect.quotes)
        while true {
            try source.cancellation.check()
            try parser.feed(piece) { try rows.add($0, emit: emit) }
            guard parser.runawayLine == nil, let next = try file.next() else { break }
            piece = next
        }
        try parser.finish { try rows.add($0, emit: emit) }
        try rows.finish(emit: emit)
        let problem = parser.runawayLine.map { "line \($0): a quote is never closed; the rest is left out" }
        if rows.count == 0 { throw source.unreadable(problem ?? "no record holds text") }
        return problem.map { [$0] } ?? []
    }

    /// Rows become items; the first waits until it is known whether it is the header.
    private struct Rows {
        let unquotes: Bool
        private(set) var count = 0
        private var header: [String]?
        private var record = 0

        init(unquotes: Bool) {
            self.unquotes = unquotes
        }

        mutating func add(_ row: DelimitedParser.Row, emit: (ExtractedItem) throws -> Void) throws {
            let cells = row.fields.map(text)
            if header == nil {
                header = TableDialect.isHeader(cells) ? cells : []
                if header?.isEmpty == false { return }
            }
            try self.emit(cells, names: header ?? [], emit)
        }

        /// A table of one row that looks like a header has no header.
        mutating func finish(emit: (ExtractedItem) throws -> Void) throws {
            if record == 0, let only = header, !only.isEmpty { try self.emit(only, names: [], emit) }
        }

        private mutating func emit(_ cells: [String], names: [String], _ emit: (ExtractedItem) throws -> Void)
            throws
        {
            record += 1
            let fields = cells.enumerated().map { index, cell in
                RecordField(name: index < names.count ? names[index] : "", value: cell)
            }
            let document = RecordText.document(of: fields)
            if document.isBlank { return }
            count += 1
            try emit(ExtractedItem(record: record, document: document))
        }

        /// A field's text without the blanks around it. Where quotes are no syntax, a pair around a whole field
        /// was still meant as one.
        private func text(_ field: [UInt8]) -> String {
            var bytes = field[...]
            while bytes.first == 0x20 { bytes = bytes.dropFirst() }
            while bytes.last == 0x20 { bytes = bytes.dropLast() }
            let quote = UInt8(ascii: "\"")
            guard unquotes, bytes.count >= 2, bytes.first == quote, bytes.last == quote else {
                return String(decoding: bytes, as: UTF8.self)
            }
            return String(decoding: bytes.dropFirst().dropLast(), as: UTF8.self).replacing("\"\"", with: "\"")
        }
    }
}
