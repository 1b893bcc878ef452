import NearestCore

/// A file as the index remembers it.
package struct KnownFile: Hashable, Sendable {
    package var path: CorpusPath
    /// In bytes.
    package var size: Int64
    /// When the content was last modified, in nanoseconds since 1970.
    package var modifiedNanoseconds: Int64
    /// The file has to be read even if it looks unchanged: an earlier run did not come to its end, or a newer
    /// extraction would read it better.
    package var needsReading: Bool

    package init(path: CorpusPath, size: Int64, modifiedNanoseconds: Int64, needsReading: Bool = false) {
        self.path = path
        self.size = size
        self.modifiedNanoseconds = modifiedNanoseconds
        self.needsReading = needsReading
    }
}
