extension FlatIndex {
    /// How many lists the snapshot's inverted file has; nil where it has none, and every search is flat.
    package var invertedLists: Int? { codes.inverted?.layout.lists }
}
