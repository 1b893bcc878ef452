/// Reads JSON (RFC 8259) value by value.
///
/// Written here because the reasons given to users need lines, records need the order of their fields, and a large
/// array is to be read an element at a time; Foundation's parser has none of these. It takes the `NaN` and
/// `Infinity` that Python writes, and halves of surrogate pairs become U+FFFD.
struct JSONParser {
    private let bytes: [UInt8]
    private var position: Int
    private var depth = 0
    private static let greatestDepth = 256

    /// - Parameter bytes: valid UTF-8.
    init(_ bytes: [UInt8], at position: Int = 0) {
        self.bytes = bytes
        self.position = position
    }

    /// The one value that `bytes` holds.
    static func parse(_ bytes: [UInt8]) throws(JSONProblem) -> JSONValue {
        var parser = JSONParser(bytes)
        let value = try parser.value()
        if !parser.isAtEnd() { throw parser.problem("there is more behind the value") }
        return value
    }

    /// Whether only white space is left; skips it.
    mutating func isAtEnd() -> Bool {
        skipSpace()
        return position == bytes.count
    }

    /// Steps over `byte` if it is next.
    mutating func take(_ byte: Unicode.Scalar) -> Bool {
        skipSpace()
        guard position < bytes.count, bytes[position] == UInt8(ascii: byte) else { return false }
        position += 1
        return true
    }

    mutating func value() throws(JSONProblem) -> JSONValue {
        skipSpace()
        guard position < bytes.count else { throw problem("the text ends where a value belongs") }
        switch bytes[position] {
        case UInt8(ascii: "{"): return try nested { parser throws(JSONProblem) in try parser.object() }
        case UInt8(ascii: "["): return try nested { parser throws(JSONProblem) in try parser.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: return try word()
        }
    }

    /// Steps over a comma, or over `end`.
    ///
    /// - Returns: whether another element follows.
    mutating func continues(until end: Unicode.Scalar) throws(JSONProblem) -> Bool {
        if take(",") { return true }
        if take(end) { return false }
        throw problem("expected ',' or '\(end)' but \(found())")
    }

    func problem(_ text: String, at offset: Int? = nil) -> JSONProblem {
        let offset = offset ?? position
        let line = bytes[..<min(offset, bytes.count)].reduce(1) { $0 + ($1 == 0x0A ? 1 : 0) }
        return JSONProblem(offset: offset, line: line, problem: text)
    }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    private func found() -> String {
        if position >= bytes.count { return "the text ends" }
        let (scalar, _) = bytes.scalar(at: position, before: bytes.count)
        return "found '\(scalar)'"
    }

    private mutating func nested(
        _ body: (inout JSONParser) throws(JSONProblem) -> JSONValue
    ) throws(JSONProblem) -> JSONValue {
        if depth == Self.greatestDepth { throw problem("values are nested more than \(Self.greatestDepth) deep") }
        depth += 1
        position += 1
        let value = try body(&self)
        depth -= 1
        return value
    }

    private mutating func array() throws(JSONProblem) -> JSONValue {
        if take("]") { return .array([]) }
        var elements: [JSONValue] = []
        repeat { elements.append(try value()) } while try continues(until: "]")
        return .array(elements)
    }

    private mutating func object() throws(JSONProblem) -> JSONValue {
        if take("}") { return .object([]) }
        var members: [JSONValue.Member] = []
        repeat {
            skipSpace()
            guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
                throw problem("expected the name of a field but \(found())")
            }
            let name = try string()
            guard take(":") else { throw problem("expected ':' but \(found())") }
            members.append(JSONValue.Member(name: name, value: try value()))
        } while try continues(until: "}")
        return .object(members)
    }

    private mutating func word() throws(JSONProblem) -> JSONValue {
        let words: [(String, JSONValue)] = [
            ("true", .bool(true)), ("false", .bool(false)), ("null", .null), ("NaN", .number("NaN")),
            ("Infinity", .number("Infinity")),
        ]
        for (word, value) in words where bytes[position...].starts(with: word.utf8) {
            position += word.utf8.count
            return value
        }
        throw problem("expected a value but \(found())")
    }

    private mutating func number() throws(JSONProblem) -> JSONValue {
        let start = position
        if bytes[position] == UInt8(ascii: "-") { position += 1 }
        if bytes[position...].starts(with: "Infinity".utf8) {
            position += 8
            return .number("-Infinity")
        }
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"),
                UInt8(ascii: "+"), UInt8(ascii: "-"):
                position += 1
                continue
            default: break
            }
            break
        }
        let digits = String(decoding: bytes[start..<position], as: UTF8.self)
        if Double(digits) == nil { throw problem("'\(digits)' is not a number", at: start) }
        return .number(digits)
    }

    private mutating func string() throws(JSONProblem) -> String {
        let start = position
        position += 1
        var text: [UInt8] = []
        var run = position
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                text.append(contentsOf: bytes[run..<position])
                position += 1
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                text.append(contentsOf: bytes[run..<position])
                try escape(into: &text)
                run = position
            case 0x0A: throw problem("a string is not closed at the end of its line", at: start)
            default: position += 1
            }
        }
        throw problem("the text ends inside a string", at: start)
    }

    private mutating func escape(into text: inout [UInt8]) throws(JSONProblem) {
        position += 1
        guard position < bytes.count else { throw problem("the text ends inside a string") }
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "u"): text.append(contentsOf: String(try unicodeEscape()).utf8)
        default: throw problem("'\\\(Unicode.Scalar(byte))' is no escape", at: position - 2)
        }
    }

    /// Reads what follows `\u`, the second half of a surrogate pair included.
    private mutating func unicodeEscape() throws(JSONProblem) -> Character {
        let first = try hexadecimal()
        guard first & 0xFC00 == 0xD800 else { return Character(Unicode.Scalar(first) ?? "\u{FFFD}") }
        guard bytes[position...].starts(with: "\\u".utf8) else { return "\u{FFFD}" }
        let begin = position
        position += 2
        let second = try hexadecimal()
        guard second & 0xFC00 == 0xDC00 else {
            position = begin
            return "\u{FFFD}"
        }
        let value = 0x10000 + (first & 0x3FF) << 10 + (second & 0x3FF)
        return Character(Unicode.Scalar(value) ?? "\u{FFFD}")
    }

    private mutating func hexadecimal() throws(JSONProblem) -> UInt32 {
        let end = position + 4
        guard end <= bytes.count,
            bytes[position..<end].allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }),
            let value = UInt32(String(decoding: bytes[position..<end], as: UTF8.self), radix: 16)
        else { throw problem("'\\u' needs four hexadecimal digits") }
        position = end
        return value
    }
}
