import Foundation

/// Work on a thread of its own while its owner does something else.
///
/// Its errors are dropped: whoever needs what it prepares does the same again where it is missing, and meets them.
final class Meanwhile: Sendable {
    private let done = DispatchSemaphore(value: 0)

    /// Starts at once.
    init(_ body: @escaping @Sendable () throws -> Void) {
        let thread = Thread { [done] in
            try? body()
            done.signal()
        }
        thread.name = "opening"
        thread.start()
    }

    /// Waits for its end, however often it is called.
    func wait() {
        done.wait()
        done.signal()
    }
}
