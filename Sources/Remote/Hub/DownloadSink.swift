import Synchronization

/// Puts the body of a file's download where it belongs, and that of a refusal aside.
final class DownloadSink: BodySink {
    private enum Target {
        case nowhere
        case file
        case message([UInt8])
    }

    private let partial: PartialFile
    /// The entity tag that the rest was asked for under.
    private let entityTag: String?
    private let target = Mutex(Target.nowhere)

    private static let messageLimit = 64 << 10

    init(_ partial: PartialFile, entityTag: String?) {
        self.partial = partial
        self.entityTag = entityTag
    }

    /// What a refusal said.
    var message: [UInt8] {
        target.withLock { target in
            if case .message(let bytes) = target { bytes } else { [] }
        }
    }

    func begin(_ head: WebHead) throws {
        switch head.status {
        case 200:
            // The server ignores ranges, or its file is another by now.
            if partial.byteCount > 0 { try partial.restart() }
            target.withLock { $0 = .file }
        case 206:
            guard continues(head) else {
                try partial.restart()
                throw TransportFailure.broken("the file changed on the way")
            }
            target.withLock { $0 = .file }
        default:
            target.withLock { $0 = .message([]) }
        }
    }

    func receive(_ bytes: UnsafeRawBufferPointer) throws {
        let isFile = target.withLock { target in
            if case .message(let message) = target {
                target = .message(message + bytes.prefix(max(0, Self.messageLimit - message.count)))
                return false
            }
            if case .file = target { return true }
            return false
        }
        if isFile { try partial.append(bytes) }
    }

    /// Whether a partial response begins where we stopped, in the same file.
    private func continues(_ head: WebHead) -> Bool {
        if let entityTag, let tag = head.header("etag"), tag != entityTag { return false }
        // `bytes 100-199/200`, where the total may be `*`.
        guard let range = head.header("content-range"), range.hasPrefix("bytes ") else { return false }
        let parts = range.dropFirst(6).split(whereSeparator: { $0 == "-" || $0 == "/" })
        guard parts.count == 3, Int(parts[0]) == partial.byteCount else { return false }
        guard let total = Int(parts[2]), let expected = partial.expectedCount else { return true }
        return total == expected
    }
}
