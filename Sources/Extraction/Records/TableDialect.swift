/// How a table is written: what separates its columns, and whether its first row names them.
struct TableDialect: Hashable, Sendable {
    var separator: UInt8
    var quotes: Bool

    static let tabs = TableDialect(separator: 0x09, quotes: false)

    /// Guesses from the beginning of a `.csv` file: the separator that cuts the rows into the most columns, all
    /// rows alike.
    init(guessing sample: [UInt8]) {
        let candidates = Array(",;\t|".utf8)
        let scored = candidates.map { ($0, Self.score(sample, separator: $0)) }
        separator = scored.max { $0.1 < $1.1 }.flatMap { $0.1 > 0 ? $0.0 : nil } ?? candidates[0]
        quotes = true
    }

    private init(separator: UInt8, quotes: Bool) {
        self.separator = separator
        self.quotes = quotes
    }

    /// Whether a row names columns: nothing in it is empty, repeated, a number or as long as prose.
    static func isHeader(_ row: [String]) -> Bool {
        let named = row.first?.isEmpty == true ? row.dropFirst() : row[...]
        return !named.isEmpty && Set(row).count == row.count
            && named.allSatisfy {
                !$0.isEmpty && Double($0) == nil && $0.unicodeScalars.count <= 80 && !endsLikeProse($0)
            }
    }

    private static func endsLikeProse(_ cell: String) -> Bool {
        (cell.hasSuffix(".") || cell.hasSuffix("!")) && cell.contains(" ")
    }

    /// Columns of the first rows, weighed by the share of rows that have as many as the first.
    private static func score(_ sample: [UInt8], separator: UInt8) -> Double {
        var parser = DelimitedParser(separator: separator, longest: 1 << 20)
        var widths: [Int] = []
        // The sample may end inside a row, so its last row does not count: `finish` is not called.
        try? parser.feed(sample) { if widths.count < 50 { widths.append($0.fields.count) } }
        if widths.isEmpty { try? parser.finish { widths.append($0.fields.count) } }
        guard let first = widths.first, first > 1 else { return 0 }
        let alike = widths.reduce(0) { $0 + ($1 == first ? 1 : 0) }
        let share = Double(alike) / Double(widths.count)
        return share * share * Double(min(first, 64))
    }
}
