import Dispatch
import Glibc
import NearestCore
import Synchronization

/// A thread with a stack of a size of its own.
final class OwnThread: Sendable {
    private let body: @Sendable () throws -> Void
    private let result = Mutex<Result<Void, any Error>?>(nil)
    private let done = DispatchSemaphore(value: 0)

    /// Starts at once.
    ///
    /// - Throws: `NearestError(.system)` when there is no room for another thread.
    init(stackBytes: Int, _ body: @escaping @Sendable () throws -> Void) throws {
        self.body = body
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, stackBytes)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        var thread = pthread_t()
        let this = Unmanaged.passRetained(self)
        let problem = pthread_create(
            &thread, &attributes,
            { argument in
                guard let argument else { return nil }
                Unmanaged<OwnThread>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, this.toOpaque())
        if problem == 0 { return }
        this.release()
        throw NearestError(.system, nil, "no thread can be started (\(String(cString: strerror(problem))))")
    }

    private func run() {
        let ended = Result { try body() }
        result.withLock { $0 = ended }
        done.signal()
    }

    /// Waits for the end of the body, once, and rethrows its error.
    func join() throws {
        done.wait()
        try result.withLock { try $0?.get() }
    }
}
