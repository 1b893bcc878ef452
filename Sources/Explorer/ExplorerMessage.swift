import NearestCore
import TerminalKit

/// Everything that can happen to the app. Whoever runs it turns input, threads and clocks into these.
package enum ExplorerMessage: Sendable {
    /// Something the user did.
    case event(TerminalEvent)
    /// The answer to the `search` command of this generation.
    case results(generation: Int, SearchOutcome)
    case searchFailed(generation: Int, NearestError)
    /// The answer to the `preview` command of this generation.
    case preview(generation: Int, Preview)
    case previewFailed(generation: Int, NearestError)
    /// How far indexing is. A phase of `finished` or `cancelled` ends it.
    case progress(IndexingProgress)
    /// What the corpus holds now: at the start, and when indexing has added to it.
    case corpus(CorpusSummary)
    /// Something else failed: indexing, an editor, the clipboard.
    case failed(NearestError)
    /// A word about something that was done, shown for a few seconds.
    case notice(String)
    /// The clock, in milliseconds from any fixed moment. Sent with every batch of events, and when
    /// `ExplorerState.millisecondsToTick` has passed.
    case tick(milliseconds: Int)
}
