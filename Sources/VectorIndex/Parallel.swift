import Dispatch
import Synchronization

/// Work that several threads take piece by piece.
enum Parallel {
    /// Runs `work` on up to `threads` threads, the caller's among them. Each asks `next` for one number below `count`
    /// after the other, until it gets nil.
    static func run(_ count: Int, threads: Int, _ work: @Sendable (_ next: () -> Int?) -> Void) {
        let taken = Atomic(0)
        let next: @Sendable () -> Int? = {
            let index = taken.wrappingAdd(1, ordering: .relaxed).oldValue
            return index < count ? index : nil
        }
        let workers = min(threads, count)
        if workers < 2 { return work(next) }
        DispatchQueue.concurrentPerform(iterations: workers) { _ in work(next) }
    }
}
