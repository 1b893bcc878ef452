import NearestCore

/// Something of an index that is not what was committed.
package struct IndexDamage: Hashable, Sendable {
    package var file: String
    package var problem: String
    package var remedy: String
    /// Whether setting a file aside, or making it again, leaves the index sound.
    package var isRepairable: Bool
    /// Vectors that cannot be read.
    package var lostVectors: Int
}
