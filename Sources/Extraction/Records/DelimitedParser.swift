/// Reads rows of separated values (RFC 4180) from pieces of text.
///
/// A quoted field may hold separators, line breaks and doubled quotes. A quote inside an unquoted field is text,
/// as spreadsheets read it.
struct DelimitedParser {
    /// A row's fields, and the line it begins on, counted from 1.
    struct Row {
        var fields: [[UInt8]]
        var line: Int
    }

    private enum State {
        case fieldStart
        case unquoted
        case quoted
        /// Behind a quote inside a quoted field: it ends the field or is the first of two.
        case quoteInQuoted
    }

    private let separator: UInt8
    private let quotes: Bool
    private let longest: Int
    private var state = State.fieldStart
    private var field: [UInt8] = []
    private var fields: [[UInt8]] = []
    private var rowBytes = 0
    private var line = 1
    private var rowLine = 1

    /// - Parameters:
    ///   - quotes: false where a quote is a character like any other.
    ///   - longest: bytes of a row; a longer one most likely has a quote that is never closed.
    init(separator: UInt8, quotes: Bool = true, longest: Int) {
        self.separator = separator
        self.quotes = quotes
        self.longest = longest
    }

    /// The line on which a row began that is longer than allowed; the rest of the file is not to be read.
    private(set) var runawayLine: Int?

    mutating func feed(_ piece: [UInt8], row: (Row) throws -> Void) throws {
        for byte in piece {
            if runawayLine != nil { return }
            if byte == 0x0A { line += 1 }
            switch state {
            case .fieldStart where quotes && byte == UInt8(ascii: "\""): state = .quoted
            case .fieldStart, .unquoted: try plain(byte, row)
            case .quoted:
                if byte == UInt8(ascii: "\"") { state = .quoteInQuoted } else { add(byte) }
            case .quoteInQuoted:
                if byte == UInt8(ascii: "\"") {
                    add(byte)
                    state = .quoted
                } else {
                    try plain(byte, row)
                }
            }
        }
    }

    /// Ends the last row.
    mutating func finish(row: (Row) throws -> Void) throws {
        if runawayLine != nil { return }
        if state == .quoted {
            runawayLine = rowLine
        } else if state != .fieldStart || !fields.isEmpty {
            try endRow(row)
        }
    }

    private mutating func plain(_ byte: UInt8, _ row: (Row) throws -> Void) throws {
        if byte == separator {
            endField()
        } else if byte == 0x0A {
            if state == .fieldStart && fields.isEmpty { rowLine = line } else { try endRow(row) }
        } else {
            state = .unquoted
            add(byte)
        }
    }

    private mutating func add(_ byte: UInt8) {
        field.append(byte)
        rowBytes += 1
        if rowBytes > longest { runawayLine = rowLine }
    }

    private mutating func endField() {
        fields.append(field)
        field.removeAll(keepingCapacity: true)
        state = .fieldStart
    }

    private mutating func endRow(_ row: (Row) throws -> Void) throws {
        endField()
        let done = Row(fields: fields, line: rowLine)
        fields.removeAll(keepingCapacity: true)
        rowBytes = 0
        rowLine = line
        try row(done)
    }
}
