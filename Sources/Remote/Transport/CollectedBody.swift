import Synchronization

/// A body that is held in memory, up to a limit.
final class CollectedBody: BodySink {
    private let limit: Int
    private let collected = Mutex<[UInt8]>([])

    init(limit: Int) {
        self.limit = limit
    }

    var bytes: [UInt8] { collected.withLock { $0 } }

    func begin(_ head: WebHead) throws {
        if let length = head.header("content-length").flatMap(Int.init), length > limit {
            throw TransportFailure.tooLarge(limit: limit)
        }
    }

    func receive(_ bytes: UnsafeRawBufferPointer) throws {
        try collected.withLock { collected in
            guard collected.count + bytes.count <= limit else { throw TransportFailure.tooLarge(limit: limit) }
            collected.append(contentsOf: bytes)
        }
    }
}
