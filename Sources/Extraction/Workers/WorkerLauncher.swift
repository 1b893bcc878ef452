import Dispatch
import Synchronization

/// The thread that starts all workers.
///
/// The kernel ends a worker with the thread that started it, and threads that read files come and go; this one lasts as
/// long as the program.
final class WorkerLauncher: Sendable {
    static let shared = WorkerLauncher()

    private static let stackBytes = 1 << 20

    private let jobs = JobQueue()
    private let thread: Result<OwnThread, any Error>

    private init() {
        thread = Result { [jobs] in
            try OwnThread(stackBytes: Self.stackBytes) {
                while true { jobs.next()() }
            }
        }
    }

    /// Runs `body` there and waits for it.
    func run<Answer: Sendable>(_ body: @escaping @Sendable () throws -> Answer) throws -> Answer {
        _ = try thread.get()
        let job = Job(body)
        jobs.add { job.run() }
        return try job.answer()
    }
}

/// What is to be done, in order.
private final class JobQueue: Sendable {
    private let jobs = Mutex<[@Sendable () -> Void]>([])
    private let count = DispatchSemaphore(value: 0)

    func add(_ job: @escaping @Sendable () -> Void) {
        jobs.withLock { $0.append(job) }
        count.signal()
    }

    /// Waits for one.
    func next() -> @Sendable () -> Void {
        count.wait()
        return jobs.withLock { $0.removeFirst() }
    }
}

/// Something that one thread does and another waits for.
private final class Job<Answer: Sendable>: Sendable {
    private let body: @Sendable () throws -> Answer
    private let result = Mutex<Result<Answer, any Error>?>(nil)
    private let done = DispatchSemaphore(value: 0)

    init(_ body: @escaping @Sendable () throws -> Answer) {
        self.body = body
    }

    func run() {
        let result = Result { try body() }
        self.result.withLock { $0 = result }
        done.signal()
    }

    func answer() throws -> Answer {
        done.wait()
        guard let result = result.withLock({ $0 }) else { preconditionFailure("a job that is done has a result") }
        return try result.get()
    }
}
