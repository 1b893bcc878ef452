import NearestCore

/// A file that a crawl met, with what tells at a glance whether it has changed.
package struct FoundFile: Hashable, Sendable {
    package var path: CorpusPath
    /// In bytes.
    package var size: Int64
    /// When the content was last modified, in nanoseconds since 1970.
    package var modifiedNanoseconds: Int64

    package init(path: CorpusPath, size: Int64, modifiedNanoseconds: Int64) {
        self.path = path
        self.size = size
        self.modifiedNanoseconds = modifiedNanoseconds
    }
}
