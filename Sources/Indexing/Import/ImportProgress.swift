/// How far an import is.
package struct ImportProgress: Hashable, Sendable {
    package enum Phase: String, Sendable {
        /// Every vector is looked at before the first is stored.
        case checking
        case importing
        /// What makes searching fast is made of the vectors.
        case encoding
    }

    package var phase: Phase
    /// Rows of the file, and how many of them are done in this phase.
    package var rows: Int
    package var done: Int
    package var elapsedSeconds: Double
}
