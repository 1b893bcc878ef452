import NearestCore
import TerminalKit

/// All that the app knows. It changes only in `update` and is drawn by `render`.
package struct ExplorerState: Sendable {
    /// Who gets the keys.
    package enum Focus: Hashable, Sendable {
        case prompt
        case list
        /// The list's neighbour over the whole screen.
        case details
    }

    package var theme: Theme
    package internal(set) var width: Int
    package internal(set) var height: Int
    package internal(set) var view = ExplorerView.search
    package internal(set) var focus = Focus.prompt
    /// How far the help is scrolled; nil while it is closed.
    package internal(set) var helpScroll: Int?
    package internal(set) var corpus: CorpusSummary
    package internal(set) var prompt = TextField()
    package internal(set) var search = SearchState()
    package internal(set) var list = ListScroll()
    package internal(set) var preview = PreviewState()
    /// The example under the cursor while the prompt is empty.
    package internal(set) var examples: ListScroll
    /// Present while indexing runs.
    package internal(set) var progress: IndexingProgress?
    package internal(set) var notice: Notice?
    /// Stays until Escape or until what failed succeeds.
    package internal(set) var error: NearestError?
    /// Whether `error` came of a search, so that the next answer takes it away.
    var isErrorOfSearch = false
    /// Milliseconds, as the last tick said.
    package internal(set) var now = 0
    /// Whether the last key was the first `g` of `gg`.
    var isAwaitingSecondG = false

    /// The app before anything happened, on a screen of `width` × `height` cells.
    package init(corpus: CorpusSummary, theme: Theme, width: Int, height: Int) {
        self.corpus = corpus
        self.theme = theme
        self.width = max(0, width)
        self.height = max(0, height)
        examples = ListScroll(count: Examples.of(corpus).count)
    }

    /// The neighbour under the cursor.
    package var selected: Neighbour? {
        let neighbours = search.neighbours
        return neighbours.indices.contains(list.selection) ? neighbours[list.selection] : nil
    }

    /// How long the screen stays right without a message: after this a `tick` is due. Nil: for ever.
    package var millisecondsToTick: Int? {
        var due: [Int] = []
        if let notice { due.append(max(0, notice.until - now)) }
        if let since = search.waitingSince {
            due.append(isSlow ? SearchState.spinnerStep : max(0, since + SearchState.patience - now))
        }
        return due.min()
    }

    /// Whether an answer takes so long that the user should be told.
    var isSlow: Bool {
        search.waitingSince.map { now - $0 >= SearchState.patience } ?? false
    }

    var hasQuery: Bool { !search.query.isEmpty }
}
