import Catalog
import Crawler
import Extraction
import NearestCore

/// A crawl as the index sees it: what is to be read, what is gone, and what stands beside what.
struct FoundCorpus: Sendable {
    let changes: Changes
    let sidecars: SidecarStates
    /// Files that are items or hold some.
    let count: Int

    /// - Parameter known: the files that the index has.
    init(_ crawl: Crawl, known: [CorpusPath: FileRecord]) {
        let sidecars = SidecarStates(of: crawl.files)
        var own = crawl
        own.files.removeAll { file in
            // Imported vectors would lose their place to a file of the same name.
            sidecars.isOne(file.path) || known[file.path]?.state == .imported
        }
        count = own.files.count
        changes = Changes.between(
            known: known.filter { $0.value.state != .imported }.mapValues { file in
                KnownFile(
                    path: file.path, size: file.size, modifiedNanoseconds: file.modifiedNanoseconds,
                    needsReading: file.needsReading || file.sidecars != sidecars.state(of: file.path))
            }, crawl: own)
        self.sidecars = sidecars
    }
}

extension FileRecord {
    /// Whether a run must look into the file even when its size and time are the same.
    fileprivate var needsReading: Bool {
        switch state {
        case .reading, .hindered: true
        case .imported: false
        case .read, .failed, .skipped:
            kind.flatMap(FileKind.init(rawValue:)).map { $0.extractorVersion != extractorVersion } ?? true
        }
    }
}
