/// A file of codes or lists of which some bytes are no longer those that were written.
package struct CodeDamage: Sendable, Equatable {
    package var file: String
    /// What is wrong with it, as a clause.
    package var problem: String
}
