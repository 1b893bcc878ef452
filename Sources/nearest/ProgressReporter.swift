import Foundation
import NearestCore
import Synchronization

/// Shows an indexing run on standard error: a bar that redraws on a terminal, a line now and then in a pipe.
final class ProgressReporter: Sendable {
    private static let lineInterval = 10.0
    private static let barWidth = 24

    private let isTerminal = StandardStreams.errorIsTerminal
    private let corpus: String
    private let lastLine = Mutex(0.0)

    init(corpus: String) {
        self.corpus = PlainText.visible(corpus)
    }

    func report(_ progress: IndexingProgress) {
        if isTerminal {
            StandardStreams.write("\r\u{1B}[K" + bar(progress), to: STDERR_FILENO)
            return
        }
        let due = lastLine.withLock { last in
            guard progress.elapsedSeconds - last >= Self.lineInterval else { return false }
            last = progress.elapsedSeconds
            return true
        }
        if due { StandardStreams.say(text(progress)) }
    }

    /// Clears the bar, so that the summary stands alone.
    func finish(_ progress: IndexingProgress) {
        if isTerminal { StandardStreams.write("\r\u{1B}[K", to: STDERR_FILENO) }
    }

    private func bar(_ progress: IndexingProgress) -> String {
        let done = fraction(progress)
        let filled = Int((done * Double(Self.barWidth)).rounded(.down))
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: Self.barWidth - filled)
        let text = "\(bar) \(text(progress))"
        return String(text.prefix(max(20, StandardStreams.errorColumns - 1)))
    }

    private func fraction(_ progress: IndexingProgress) -> Double {
        guard progress.segmentsToEncode > 0 else { return progress.phase == .finished ? 1 : 0 }
        return min(1, Double(progress.segmentsEncoded) / Double(progress.segmentsToEncode))
    }

    private func text(_ progress: IndexingProgress) -> String {
        var parts: [String] = []
        switch progress.phase {
        case .crawling:
            parts.append("looking through \(corpus): \(progress.filesFound) files")
        case .extracting:
            parts.append("reading \(progress.filesRead)/\(progress.filesToRead) files")
        case .encoding, .finished, .cancelled:
            break
        }
        if progress.segmentsToEncode > 0 {
            parts.append("embedding \(progress.segmentsEncoded)/\(progress.segmentsToEncode) passages")
        }
        if progress.segmentsPerSecond > 0 {
            parts.append("\(Int(progress.segmentsPerSecond.rounded()))/s")
        }
        if let left = progress.secondsLeft { parts.append("\(Summary.Duration(left)) left") }
        if progress.failures > 0 { parts.append("\(progress.failures) problems") }
        return parts.joined(separator: ", ")
    }
}
