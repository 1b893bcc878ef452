import NearestCore

/// Gives signs of life while a long piece of work goes on, and hears the request to stop.
struct Pulse {
    private let cancellation: Cancellation
    private let alive: @Sendable () -> Void
    private let interval: Duration
    private var last = ContinuousClock.now

    init(_ source: SourceFile, every interval: Duration = .seconds(1)) {
        self.interval = interval
        cancellation = source.cancellation
        alive = source.alive
    }

    /// To be called between two steps.
    ///
    /// - Throws: `CancellationError`.
    mutating func beat() throws {
        try cancellation.check()
        let now = ContinuousClock.now
        guard now - last >= interval else { return }
        last = now
        alive()
    }
}
