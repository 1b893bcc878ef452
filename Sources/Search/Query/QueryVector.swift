/// What a query is in one space.
package struct QueryVector: Hashable, Sendable {
    /// As many as the space has dimensions.
    package var values: [Float]
    /// What of the query the model did not take, for people.
    package var notes: [String] = []
}
