import NearestCore

/// What an import did.
package struct ImportResult: Sendable {
    package var space: Space
    package var modality: Modality
    /// Rows that this run added.
    package var added: Int
    /// Vectors of the space now.
    package var total: Int
    package var elapsedSeconds: Double
}
