import NearestCore

/// A file as the catalog knows it: what tells an unchanged one without reading it.
package struct FileRecord: Hashable, Sendable {
    /// How far the file's reading came.
    package enum State: String, Sendable {
        /// Some of its items may be missing: a run was interrupted here.
        case reading
        case read
        /// It could not be used; the reason is among the failures.
        case failed
        /// Its kind is not one that is read.
        case skipped
        /// No file that is read here: what stands for vectors that were made elsewhere.
        case imported
    }

    package var path: CorpusPath
    package var size: Int64
    package var modifiedNanoseconds: Int64
    /// Nil when the bytes could not be read or did not need to be.
    package var digest: ContentDigest?
    package var extractorVersion: Int
    package var state: State

    package init(
        path: CorpusPath, size: Int64, modifiedNanoseconds: Int64, digest: ContentDigest?, extractorVersion: Int,
        state: State
    ) {
        self.path = path
        self.size = size
        self.modifiedNanoseconds = modifiedNanoseconds
        self.digest = digest
        self.extractorVersion = extractorVersion
        self.state = state
    }
}
