import NearestCore

/// The committed state of the vectors of one space and modality.
package struct StoreRecord: Hashable, Sendable {
    package var spaceID: Int64
    package var space: Space
    package var modality: Modality
    /// The vector folder's name inside the index folder.
    package var folder: String
    /// Rows of the vector files that exist; what lies beyond was never committed.
    package var rows: Int
    /// How many of the rows belong to segments that are gone.
    package var removedRows: Int
    /// Vectors that a search can return.
    package var count: Int { rows - removedRows }
}
