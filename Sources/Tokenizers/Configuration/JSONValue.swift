/// A JSON document (RFC 8259), kept as bytes.
///
/// Foundation's parsers make Swift strings of names, and Swift strings are equal when they are canonically
/// equivalent: two entries of a vocabulary would become one. So names and strings stay UTF-8 here, and an object
/// keeps its members in order, repeated ones too.
enum JSONValue: Sendable {
    case null
    case bool(Bool)
    case integer(Int)
    case number(Double)
    /// UTF-8, unescaped.
    case string(ArraySlice<UInt8>)
    case array([JSONValue])
    case object([Member])

    struct Member: Sendable {
        var name: ArraySlice<UInt8>
        var value: JSONValue
    }

    /// The last member called `name`; nil where there is none or this is no object.
    subscript(_ name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.last { $0.name.elementsEqual(name.utf8) }?.value
    }

    var isNull: Bool {
        if case .null = self { true } else { false }
    }
}
