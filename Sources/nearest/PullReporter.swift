import Foundation
import NearestCore
import Remote
import Synchronization

/// Shows the fetching of a model on standard error: a bar that redraws on a terminal, a line now and then in a
/// pipe.
final class PullReporter: Sendable {
    /// In seconds: as fast as one can read, or as slow as one may wonder.
    private static let redrawInterval = 0.1
    private static let lineInterval = 10.0
    private static let barWidth = 24

    private struct State {
        var last = 0.0
        var note: String?
    }

    private let isTerminal = StandardStreams.errorIsTerminal
    private let state = Mutex(State())

    func report(_ progress: PullProgress) {
        let now = Double(DispatchTime.now().uptimeNanoseconds) / 1e9
        let interval = isTerminal ? Self.redrawInterval : Self.lineInterval
        let isDue = state.withLock { state in
            // A wait and its reason are said at once.
            let isNews = progress.note != nil && progress.note != state.note
            state.note = progress.note
            guard isNews || now - state.last >= interval else { return false }
            state.last = now
            return true
        }
        guard isDue else { return }
        if isTerminal {
            StandardStreams.write("\r\u{1B}[K" + bar(progress), to: STDERR_FILENO)
        } else {
            StandardStreams.say(PlainText.visible(text(progress)))
        }
    }

    /// Clears the bar, so that the outcome stands alone.
    func finish() {
        if isTerminal { StandardStreams.write("\r\u{1B}[K", to: STDERR_FILENO) }
    }

    private func bar(_ progress: PullProgress) -> String {
        let done = progress.bytes > 0 ? min(1, Double(progress.bytesDone) / Double(progress.bytes)) : 0
        let filled = max(0, Int((done * Double(Self.barWidth)).rounded(.down)))
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: Self.barWidth - filled)
        let line = PlainText.visible("\(bar) \(text(progress))")
        return String(line.prefix(max(20, StandardStreams.errorColumns - 1)))
    }

    private func text(_ progress: PullProgress) -> String {
        var parts = [progress.model]
        if progress.bytes > 0 {
            let (done, all) = (Int64(progress.bytesDone), Int64(progress.bytes))
            parts.append("\(FolderSize.text(done)) of \(FolderSize.text(all))")
        }
        if let note = progress.note {
            parts.append(note)
        } else {
            if progress.bytesPerSecond > 0 {
                parts.append("\(FolderSize.text(Int64(progress.bytesPerSecond.rounded())))/s")
            }
            if let left = progress.secondsLeft { parts.append("\(Summary.Duration(left)) left") }
        }
        return parts.joined(separator: ", ")
    }
}
