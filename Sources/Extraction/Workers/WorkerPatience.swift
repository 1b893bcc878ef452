/// How long an answer is waited for.
///
/// Only waiting counts, not what is done with what has come; and no time in which the machine sleeps.
struct WorkerPatience {
    /// Seconds between signs of life.
    let silent: Double
    /// Seconds in all.
    let total: Double

    private let clock = SuspendingClock()
    private var waited = Duration.zero
    private var begin: SuspendingClock.Instant
    private var lastSign: SuspendingClock.Instant

    init(silent: Double, total: Double) {
        (self.silent, self.total) = (silent, total)
        begin = clock.now
        lastSign = begin
    }

    /// Of a file of so many bytes.
    init(_ limits: ExtractionLimits, bytes: Int64) {
        let mebibytes = Double(max(0, bytes)) / Double(1 << 20)
        self.init(silent: limits.silentSeconds, total: limits.fileSeconds + mebibytes * limits.secondsPerMebibyte)
    }

    mutating func beginWaiting() {
        begin = clock.now
        lastSign = begin
    }

    mutating func noteSign() {
        lastSign = clock.now
    }

    mutating func endWaiting() {
        waited += clock.now - begin
    }

    /// - Throws: `WorkerFault` when it is at an end.
    func check() throws(WorkerFault) {
        let now = clock.now
        if now - lastSign > .seconds(silent) { throw .silent(silent) }
        if waited + (now - begin) > .seconds(total) { throw .tooLong(total) }
    }
}
