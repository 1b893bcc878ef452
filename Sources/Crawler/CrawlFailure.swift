import NearestCore

/// Something below the corpus that could not be looked at.
package struct CrawlFailure: Hashable, Sendable {
    package var path: CorpusPath
    /// A clause without a full stop.
    package var reason: String

    package init(path: CorpusPath, reason: String) {
        self.path = path
        self.reason = reason
    }
}
