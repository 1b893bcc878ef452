import Foundation
import Glibc
import NearestCore

/// Where the file names of a query are looked up: from the working directory first, then from the corpus.
package struct QueryPlace: Hashable, Sendable {
    /// Absolute.
    package var workingDirectory: String
    /// Absolute.
    package var corpus: String

    package init(workingDirectory: String, corpus: String) {
        self.workingDirectory = workingDirectory
        self.corpus = corpus
    }

    /// What a name leads to.
    enum Finding: Equatable {
        /// The absolute path, symbolic links resolved.
        case file(String)
        /// Nobody would call this a file: words that begin with a slash.
        case words
    }

    /// - Parameter typed: a path as `QueryTerm.file` has it.
    /// - Throws: `NearestError(.invalidArgument)` when there is no such file, or it is a folder, a pipe or empty.
    func find(_ typed: String) throws -> Finding {
        let paths = candidates(for: typed)
        var problem: NearestError?
        for path in paths {
            guard let status = Self.status(of: path) else { continue }
            if status.st_mode & S_IFMT == S_IFREG, status.st_size > 0, let real = Self.resolved(path) {
                return .file(real)
            }
            problem = problem ?? Self.refusal(of: typed, status)
        }
        if let problem { throw problem }
        if typed.hasPrefix("/"), !mayBePath(typed) { return .words }
        throw NearestError(
            .invalidArgument, QueryTerm.name(typed), "there is no such file",
            remedy: paths.count > 1
                ? "It was looked for in \(workingDirectory) and in the corpus, \(corpus). Words that begin like a path "
                    + "are searched for with another word before them."
                : "Look at its name, or put a word before it to search for it as words.")
    }

    private func candidates(for typed: String) -> [String] {
        // A name ends at a zero for the system, and something else would be opened.
        if typed.utf8.contains(0) { return [] }
        if typed.hasPrefix("/") { return [typed] }
        if typed.hasPrefix("~/") { return [(typed as NSString).expandingTildeInPath] }
        let folders = workingDirectory == corpus ? [corpus] : [workingDirectory, corpus]
        return folders.map { $0 + "/" + typed }
    }

    /// A name right below the root is a word with a slash before it when others follow, and so is one in a folder that
    /// does not exist.
    private func mayBePath(_ typed: String) -> Bool {
        let folder = (typed as NSString).deletingLastPathComponent
        if folder == "/" { return !typed.contains(where: \.isWhitespace) }
        return Self.status(of: folder) != nil
    }

    private static func status(of path: String) -> stat? {
        var status = stat()
        return stat(path, &status) == 0 ? status : nil
    }

    private static func resolved(_ path: String) -> String? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }

    private static func refusal(of typed: String, _ status: stat) -> NearestError {
        let (problem, remedy) =
            switch status.st_mode & S_IFMT {
            case S_IFDIR: ("is a folder", "Name a file in it; path:NAME/ searches only below a folder.")
            case S_IFREG: ("is empty: it has no bytes", "Choose another file.")
            default: ("is not a regular file", "Choose a file that can be read from its beginning to its end.")
            }
        return NearestError(.invalidArgument, QueryTerm.name(typed), problem, remedy: remedy)
    }
}
