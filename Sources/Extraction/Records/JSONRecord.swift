/// The text of a JSON value that is a record.
enum JSONRecord {
    /// Strings only, or, where a record has none, numbers too.
    static func document(of value: JSONValue) -> StructuredText {
        var strings: [RecordField] = []
        collect(value, named: "", withNumbers: false, into: &strings)
        if strings.isEmpty { collect(value, named: "", withNumbers: true, into: &strings) }
        return RecordText.document(of: strings)
    }

    /// The leaves of `value` by the names of the fields they stand in. The strings of an array are one field.
    private static func collect(
        _ value: JSONValue, named name: String, withNumbers: Bool, into fields: inout [RecordField]
    ) {
        switch value {
        case .string(let text): fields.append(RecordField(name: name, value: text))
        case .number(let digits): if withNumbers { fields.append(RecordField(name: name, value: digits)) }
        case .bool, .null: break
        case .object(let members):
            for member in members {
                collect(member.value, named: member.name, withNumbers: withNumbers, into: &fields)
            }
        case .array(let elements):
            let strings = elements.compactMap { element -> String? in
                if case .string(let text) = element { text } else { nil }
            }
            if strings.count == elements.count {
                let isLong = strings.contains { $0.utf8.count > 40 }
                let joined = strings.joined(separator: isLong ? "\n" : ", ")
                if !joined.isEmpty { fields.append(RecordField(name: name, value: joined)) }
            } else {
                for element in elements { collect(element, named: name, withNumbers: withNumbers, into: &fields) }
            }
        }
    }
}
