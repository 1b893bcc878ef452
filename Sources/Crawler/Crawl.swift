import NearestCore

/// What one walk through the corpus found.
package struct Crawl: Hashable, Sendable {
    /// Every file that the rules let through, in the byte order of the paths.
    package var files: [FoundFile]
    /// What could not be looked at, and why, in the byte order of the paths.
    package var failures: [CrawlFailure]
    /// Folders of which this crawl does not know the whole content. Nothing below them may be called gone.
    package var unreadFolders: [CorpusPath]

    package init(files: [FoundFile] = [], failures: [CrawlFailure] = [], unreadFolders: [CorpusPath] = []) {
        self.files = files
        self.failures = failures
        self.unreadFolders = unreadFolders
    }
}
