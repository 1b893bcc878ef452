import NearestCore

/// A file that is to be read, with what stands beside it.
package struct FileToRead: Hashable, Sendable {
    /// The absolute path's bytes, without a terminating zero.
    package var path: [UInt8]
    /// The file as the corpus knows it.
    package var name: CorpusPath
    /// Files beside it that speak of it: `photo.txt`, `photo.xmp`, `film.srt`. Absolute paths.
    package var sidecars: [[UInt8]]

    package init(path: [UInt8], name: CorpusPath, sidecars: [[UInt8]] = []) {
        self.path = path
        self.name = name
        self.sidecars = sidecars
    }
}
