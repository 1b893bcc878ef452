import NearestCore

/// Finds the files of a corpus.
///
/// - Hidden files and folders are left out, the index itself among them.
/// - `.gitignore` and `.nearestignore` hold in every folder with git's meaning; where both speak, the second
///   wins. Rules above the corpus are not looked for.
/// - `excludes` are rules of the same syntax relative to the corpus, stronger than any file's.
/// - A symbolic link to a file inside the corpus is a file of the corpus. One to a folder inside it is descended
///   when the walk has not come to that folder by itself (because it is hidden, say). Links that lead out of the
///   corpus or nowhere are left out.
/// - Pipes, sockets and devices are left out.
package struct Crawler: Sendable {
    private let corpus: [UInt8]
    private let excludes: IgnoreList

    /// - Parameters:
    ///   - corpus: the folder's absolute path, as the bytes that the file system holds.
    ///   - excludes: ignore rules, the last that matches decides.
    /// - Throws: `NearestError.invalidArgument` for a relative path or a malformed rule.
    package init(corpus: [UInt8], excludes: [String] = []) throws {
        guard corpus.first == UInt8(ascii: "/") else {
            let name = CorpusPath(bytes: corpus).display
            throw NearestError(.invalidArgument, name, "is not an absolute path")
        }
        self.corpus = corpus
        self.excludes = IgnoreList(patterns: try excludes.map(Self.pattern))
    }

    package init(corpus: String, excludes: [String] = []) throws {
        try self.init(corpus: Array(corpus.utf8), excludes: excludes)
    }

    private static func pattern(_ rule: String) throws -> IgnorePattern {
        let pattern = IgnorePattern(rule: Array(rule.utf8)[...])
        guard !rule.isEmpty, pattern.canMatch else {
            throw NearestError(
                .invalidArgument, "--exclude \(PlainText.oneLine(rule))", "is not a pattern",
                remedy: "Use the syntax of .gitignore, for example '*.log' or 'build/'.")
        }
        return pattern
    }

    /// Walks through the corpus.
    ///
    /// - Parameter progress: is told how many files were found, folder by folder.
    /// - Throws: `NearestError.system` when the corpus itself cannot be read; `CancellationError`.
    package func crawl(cancellation: Cancellation, progress: (Int) -> Void) throws -> Crawl {
        try crawl(cancellation: cancellation, progress: progress, beforeFolder: { _ in })
    }

    /// - Parameter beforeFolder: is called before each folder is opened, so that tests can change the corpus at
    ///   a known moment.
    func crawl(
        cancellation: Cancellation, progress: (Int) -> Void, beforeFolder: (CorpusPath) -> Void
    ) throws -> Crawl {
        let root = try CorpusRoot(at: corpus)
        var walk = FolderWalk(excludes: excludes)
        while let folder = walk.nextFolder() {
            try cancellation.check()
            beforeFolder(folder)
            try walk.read(folder, of: root, cancellation: cancellation)
            progress(walk.crawl.files.count)
        }
        return walk.finished()
    }
}
