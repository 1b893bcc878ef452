/// Where the time of a search went, in milliseconds.
///
/// Spaces are searched side by side, so that the parts may add up to more than the whole.
package struct SearchTimings: Hashable, Sendable {
    /// Vectors of the question, over all spaces.
    package var encode = 0.0
    /// Neighbours of the vectors, over all spaces.
    package var search = 0.0
    /// The full text.
    package var words = 0.0
    /// Ranks to one list.
    package var fuse = 0.0
    /// Passages and their places, from the catalog.
    package var read = 0.0
    /// Of each space that answered, what is part of `encode` and `search`.
    package var spaces: [OfSpace] = []

    package struct OfSpace: Hashable, Sendable {
        package var model: String
        package var encode: Double
        package var search: Double

        package init(model: String, encode: Double, search: Double) {
            (self.model, self.encode, self.search) = (model, encode, search)
        }
    }

    package init() {}
}
