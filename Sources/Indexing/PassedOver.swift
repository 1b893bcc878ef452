import Catalog
import Crawler
import NearestCore
import Synchronization

/// What could not be read or encoded while this indexer lives, so that they are not tried every time a
/// watched folder is gone through.
final class PassedOver: Sendable {
    private struct Piece: Hashable {
        let spaceID: Int64
        let segment: SegmentID
    }

    /// What tells at a glance that a file is as it was.
    private struct File: Hashable {
        let path: CorpusPath
        let size: Int64
        let modifiedNanoseconds: Int64
        let sidecars: String?
    }

    private let pieces = Mutex<Set<Piece>>([])
    private let files = Mutex<Set<File>>([])
    private let spacesWithoutProbes = Mutex<Set<Int64>>([])

    func add(_ segment: SegmentID, in spaceID: Int64) {
        pieces.withLock { _ = $0.insert(Piece(spaceID: spaceID, segment: segment)) }
    }

    func holds(_ segment: SegmentID, in spaceID: Int64) -> Bool {
        pieces.withLock { $0.contains(Piece(spaceID: spaceID, segment: segment)) }
    }

    func addWithoutProbes(_ spaceID: Int64) {
        spacesWithoutProbes.withLock { _ = $0.insert(spaceID) }
    }

    /// Whether the model of a space could not encode texts as questions.
    func hasNoProbes(_ spaceID: Int64) -> Bool {
        spacesWithoutProbes.withLock { $0.contains(spaceID) }
    }

    func add(_ file: FileRecord) {
        let key = File(
            path: file.path, size: file.size, modifiedNanoseconds: file.modifiedNanoseconds, sidecars: file.sidecars
        )
        files.withLock { _ = $0.insert(key) }
    }

    func holds(_ file: FoundFile, sidecars: String?) -> Bool {
        let key = File(
            path: file.path, size: file.size, modifiedNanoseconds: file.modifiedNanoseconds, sidecars: sidecars)
        return files.withLock { $0.contains(key) }
    }
}
