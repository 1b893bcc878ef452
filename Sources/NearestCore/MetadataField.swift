/// One thing that a file says of itself.
package struct MetadataField: Hashable, Sendable, Codable {
    /// A word or two in lower case: `camera`, `taken`, `place`, `duration`, `artist`.
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
