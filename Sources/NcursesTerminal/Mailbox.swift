import CNcurses
import Glibc
import Synchronization

/// Messages from any thread to the loop that owns the terminal, which they wake.
package final class Mailbox<Message: Sendable>: Sendable {
    private let messages = Mutex<[Message]>([])
    /// An eventfd: readable while messages wait. -1 where the system has none to give; the loop then looks
    /// now and then.
    let descriptor: Int32

    package init() {
        descriptor = nearest_wake_descriptor()
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Leaves a message and wakes the loop. Never blocks for longer than it takes to append.
    package func post(_ message: Message) {
        let isFirst = messages.withLock { messages in
            messages.append(message)
            return messages.count == 1
        }
        guard isFirst, descriptor >= 0 else { return }
        var one: UInt64 = 1
        _ = write(descriptor, &one, 8)
    }

    /// All messages that wait, the oldest first.
    package func take() -> [Message] {
        var count: UInt64 = 0
        if descriptor >= 0 { _ = read(descriptor, &count, 8) }
        return messages.withLock { messages in
            defer { messages = [] }
            return messages
        }
    }
}
