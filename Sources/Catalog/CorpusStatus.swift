import NearestCore

/// The figures of `nearest status`.
package struct CorpusStatus: Sendable {
    package var files: Int
    /// Files of a kind that is not read.
    package var skippedFiles: Int
    package var items: Int
    package var segments: Int
    package var stores: [StoreRecord]
    package var failures: [Failure]
}
