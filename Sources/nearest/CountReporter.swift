import Foundation
import Synchronization

/// Shows how far something is on standard error: a line that redraws on a terminal, one now and then in a pipe.
final class CountReporter: Sendable {
    private let isTerminal = StandardStreams.errorIsTerminal
    private let last = Mutex(ProcessInfo.processInfo.systemUptime)

    /// Shows `text`, unless something was shown a moment ago.
    func report(_ text: @autoclosure () -> String) {
        let now = ProcessInfo.processInfo.systemUptime
        let isDue = last.withLock { last in
            guard now - last >= (isTerminal ? 0.1 : 10) else { return false }
            last = now
            return true
        }
        guard isDue else { return }
        if isTerminal {
            let line = text().prefix(max(20, StandardStreams.errorColumns - 1))
            StandardStreams.write("\r\u{1B}[K" + line, to: STDERR_FILENO)
        } else {
            StandardStreams.say(text())
        }
    }

    /// Clears the line.
    func finish() {
        if isTerminal { StandardStreams.write("\r\u{1B}[K", to: STDERR_FILENO) }
    }
}
