import NearestCore
import Synchronization

/// Pieces that could not be read or encoded while this indexer lives, so that they are not tried every time.
final class PassedOver: Sendable {
    private struct Key: Hashable {
        let spaceID: Int64
        let segment: SegmentID
    }

    private let keys = Mutex<Set<Key>>([])

    func add(_ segment: SegmentID, in spaceID: Int64) {
        keys.withLock { _ = $0.insert(Key(spaceID: spaceID, segment: segment)) }
    }

    func holds(_ segment: SegmentID, in spaceID: Int64) -> Bool {
        keys.withLock { $0.contains(Key(spaceID: spaceID, segment: segment)) }
    }
}
