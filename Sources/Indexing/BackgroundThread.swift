import Foundation
import Synchronization

/// A thread that runs one throwing body, off Swift's cooperative pool: for work that blocks on disks.
final class BackgroundThread: Sendable {
    private struct State {
        var result: Result<Void, any Error>?
    }

    private let state = Mutex(State())
    private let done = DispatchSemaphore(value: 0)

    /// Starts at once.
    init(name: String, _ body: @escaping @Sendable () throws -> Void) {
        let thread = Thread { [self] in
            let result = Result { try body() }
            state.withLock { $0.result = result }
            done.signal()
        }
        thread.name = name
        // HTML can nest deeply, and its tree is walked by recursion.
        thread.stackSize = 16 << 20
        thread.start()
    }

    var isFinished: Bool { state.withLock { $0.result != nil } }

    /// Waits for the end of the body and rethrows its error.
    func join() throws {
        done.wait()
        done.signal()
        try state.withLock { try $0.result?.get() }
    }
}
