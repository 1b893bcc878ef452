import NearestCore

/// The figures of `nearest status`.
package struct CorpusStatus: Sendable {
    package var files: Int
    /// Files of a kind that is not read.
    package var skippedFiles: Int
    package var items: Int
    package var segments: Int
    /// The same by modality; those that the index has none of are left out.
    package var modalities: [Modality: Int]
    package var stores: [StoreRecord]
    package var failures: [Failure]
}
