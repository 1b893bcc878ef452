import Synchronization

/// A body that is held in memory, up to a limit.
final class CollectedBody: BodySink {
    private let limit: Int
    private let collected = Mutex<[UInt8]>([])

    init(limit: Int) {
        self.limit = limit
    }

    var bytes: [UInt8] { collected.withLock { $0 } }

    /// The length in the head does not count: that of an answer to HEAD is of a body that does not follow.
    func begin(_ head: WebHead) {}

    func receive(_ bytes: UnsafeRawBufferPointer) throws {
        try collected.withLock { collected in
            guard collected.count + bytes.count <= limit else { throw TransportFailure.tooLarge(limit: limit) }
            collected.append(contentsOf: bytes)
        }
    }
}
