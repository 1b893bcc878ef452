/// A field of a record: a column of a table or a member of a JSON object.
struct RecordField: Hashable, Sendable {
    /// Empty where the record names no fields.
    var name: String
    var value: String
}
