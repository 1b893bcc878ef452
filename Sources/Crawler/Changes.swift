import NearestCore

/// The difference between what the index remembers and what a crawl found.
package struct Changes: Hashable, Sendable {
    /// Files whose size and time are those that the index remembers.
    package var unchanged: Int
    /// New files and files that look changed, in the crawl's order. Whether the content of one is really new,
    /// or a file was only moved or copied, its digest tells.
    package var toRead: [FoundFile]
    /// Files that the index remembers and the corpus no longer holds, in the byte order of the paths.
    package var gone: [CorpusPath]

    package init(unchanged: Int = 0, toRead: [FoundFile] = [], gone: [CorpusPath] = []) {
        self.unchanged = unchanged
        self.toRead = toRead
        self.gone = gone
    }

    /// Compares by path, size and time; reads nothing.
    package static func between(known: [CorpusPath: KnownFile], crawl: Crawl) -> Changes {
        var changes = Changes()
        var missing = known
        for file in crawl.files {
            let earlier = missing.removeValue(forKey: file.path)
            if let earlier, earlier.looksLike(file), !earlier.needsReading {
                changes.unchanged += 1
            } else {
                changes.toRead.append(file)
            }
        }
        let unread = Set(crawl.unreadFolders)
        changes.gone = missing.keys.filter { !isBelow(unread, $0) }.sorted()
        return changes
    }

    private static func isBelow(_ folders: Set<CorpusPath>, _ path: CorpusPath) -> Bool {
        if folders.isEmpty { return false }
        var ancestor = path.parent
        while let folder = ancestor {
            if folders.contains(folder) { return true }
            ancestor = folder.parent
        }
        return false
    }
}

extension KnownFile {
    fileprivate func looksLike(_ file: FoundFile) -> Bool {
        size == file.size && modifiedNanoseconds == file.modifiedNanoseconds
    }
}
