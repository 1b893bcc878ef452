import NearestCore

/// A path that is not searchable, wholly or in part, and why.
package struct Failure: Hashable, Sendable {
    package var path: CorpusPath
    package var reason: String

    package init(path: CorpusPath, reason: String) {
        self.path = path
        self.reason = reason
    }
}
