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
        /// It could not be used for a reason that lies outside of it and may pass: the next run tries again.
        case hindered
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
    /// How it is read; nil in an index that an older version wrote.
    package var kind: String?
    /// Of the kind's extraction.
    package var extractorVersion: Int
    /// Sizes and times of the files beside it that speak of it; nil without any.
    package var sidecars: String?
    /// How long reading took; nil when it was not read.
    package var milliseconds: Double?
    package var state: State

    package init(
        path: CorpusPath, size: Int64, modifiedNanoseconds: Int64, digest: ContentDigest?, kind: String? = nil,
        extractorVersion: Int, sidecars: String? = nil, milliseconds: Double? = nil, state: State
    ) {
        self.path = path
        self.size = size
        self.modifiedNanoseconds = modifiedNanoseconds
        self.digest = digest
        self.kind = kind
        self.extractorVersion = extractorVersion
        self.sidecars = sidecars
        self.milliseconds = milliseconds
        self.state = state
    }
}
