import NearestCore
import TerminalKit

/// Queries, answers and what follows from them.
extension ExplorerState {
    /// Asks for what the prompt says, if that is something else than what was asked last.
    mutating func ask() -> [ExplorerCommand] {
        let query = prompt.text.trimmingWhitespace
        if query == search.query { return [] }
        search.query = query
        search.generation += 1
        search.limit = SearchState.firstLimit
        search.keepsSelection = false
        if query.isEmpty {
            search.outcome = nil
            search.objection = nil
            search.waitingSince = nil
            if isErrorOfSearch { error = nil }
            list = ListScroll()
            if focus != .prompt { focus = .prompt }
            return forgetPreview()
        }
        return [beginSearch()]
    }

    /// Asks the same query again: for more results, or for what has been indexed since.
    mutating func askAgain(limit: Int) -> [ExplorerCommand] {
        guard hasQuery else { return [] }
        search.generation += 1
        search.limit = limit
        // An answer to a changed query may still be on its way; its fresh start must not be lost.
        search.keepsSelection = search.waitingSince == nil || search.keepsSelection
        return [beginSearch()]
    }

    private mutating func beginSearch() -> ExplorerCommand {
        if search.waitingSince == nil { search.waitingSince = now }
        return .search(generation: search.generation, query: search.query, limit: search.limit)
    }

    mutating func receiveResults(_ outcome: SearchOutcome, generation: Int) -> [ExplorerCommand] {
        guard generation == search.generation else { return [] }
        // While typing, the top of the list is where the best results are watched; otherwise one of them is.
        let isWatchingOne = focus != .prompt || list.selection > 0
        let kept = search.keepsSelection && isWatchingOne ? selected?.segment : nil
        search.outcome = outcome
        search.objection = nil
        search.waitingSince = nil
        if isErrorOfSearch { error = nil }
        let index = kept.flatMap { id in outcome.neighbours.firstIndex { $0.segment == id } }
        if search.keepsSelection {
            list.resize(count: outcome.neighbours.count, page: page)
            list.select(index ?? list.selection, page: page)
        } else {
            list = ListScroll(count: outcome.neighbours.count)
        }
        if outcome.neighbours.isEmpty, focus != .prompt { focus = .prompt }
        return showSelected(again: !search.keepsSelection)
    }

    mutating func receiveFailure(_ failure: NearestError, generation: Int) -> [ExplorerCommand] {
        guard generation == search.generation else { return [] }
        search.waitingSince = nil
        if Self.isOfQuestion(failure) {
            search.objection = failure
            // A refresh objects again to what was sent off.
            if isErrorOfSearch, error != failure { error = nil }
        } else {
            search.objection = nil
            error = failure
            isErrorOfSearch = true
        }
        return []
    }

    /// Whether another question would be answered.
    private static func isOfQuestion(_ failure: NearestError) -> Bool {
        failure.code == .invalidArgument || failure.code == .unknownModel
    }

    /// Whoever sends off a question that is wrong is done with typing, and is told in full.
    mutating func insist(on objection: NearestError) {
        error = objection
        isErrorOfSearch = true
    }

    /// Asks for the preview of the neighbour under the cursor, unless it is the one shown.
    mutating func showSelected(again: Bool = false) -> [ExplorerCommand] {
        guard let neighbour = selected, let outcome = search.outcome else { return forgetPreview() }
        if !again, preview.segment == neighbour.segment { return [] }
        // The same passage under another query keeps its text in sight; only its sentence changes.
        let loaded = preview.loaded?.segment == neighbour.segment ? preview.loaded : nil
        preview = PreviewState(generation: preview.generation + 1, segment: neighbour.segment, loaded: loaded)
        preview.loaded?.bestSentence = nil
        preview.loaded?.bestScore = nil
        return [.preview(generation: preview.generation, neighbour: neighbour, query: outcome.query)]
    }

    private mutating func forgetPreview() -> [ExplorerCommand] {
        preview = PreviewState(generation: preview.generation + 1)
        return []
    }

    /// After the cursor has moved: its preview, and more results when the end is near.
    mutating func afterMove() -> [ExplorerCommand] {
        var commands = showSelected()
        let isNearEnd = list.selection + page >= list.count
        let hasMore = search.neighbours.count >= search.limit && search.limit < SearchState.lastLimit
        if isNearEnd, hasMore, search.waitingSince == nil {
            commands += askAgain(limit: min(search.limit * 2, SearchState.lastLimit))
        }
        return commands
    }

    mutating func receiveProgress(_ new: IndexingProgress) -> [ExplorerCommand] {
        switch new.phase {
        case .crawling, .extracting, .encoding:
            progress = new
            let isFresh = new.elapsedSeconds >= search.refreshedAt + SearchState.refreshPeriod
            guard isFresh, new.segmentsEncoded > search.refreshedEncoded, search.waitingSince == nil else {
                return []
            }
            search.refreshedAt = new.elapsedSeconds
            search.refreshedEncoded = new.segmentsEncoded
            return askAgain(limit: search.limit)
        case .finished, .cancelled:
            progress = nil
            search.refreshedAt = 0
            search.refreshedEncoded = 0
            if let summary = Self.summary(of: new) { notify(summary) }
            return askAgain(limit: search.limit)
        }
    }

    private static func summary(of progress: IndexingProgress) -> String? {
        if progress.phase == .cancelled { return "indexing was stopped; what was done is kept" }
        guard progress.segmentsEncoded > 0 else { return nil }
        let passages = Figures.count(progress.segmentsEncoded)
        return "indexed \(passages) passages in \(Figures.duration(progress.elapsedSeconds))"
    }
}
