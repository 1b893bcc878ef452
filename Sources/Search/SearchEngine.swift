import Catalog
import Extraction
import Foundation
import NearestCore
import Synchronization
import VectorIndex

/// The read path: a question becomes a vector in each space that can take it, each vector neighbours, and the lists
/// become one, with the passages to read.
///
/// ```
///   question ─┬─ vector in space A ── neighbours ─┐
///             ├─ vector in space B ── neighbours ─┼─ fusion ── passages
///             └─ words ────────────── full text ──┘
/// ```
///
/// Opens what it needs when first asked and looks for new commits at each search, so it can live beside a
/// writer. Safe from several threads; calls block.
package final class SearchEngine: Sendable {
    package let location: CorpusLocation
    package let catalog: Catalog
    /// Gives the encoder of a space, which it loads once.
    package let encoder: @Sendable (Space) throws -> any Encoder
    let cache: StoreCache
    private let lastFilter = Mutex<LastFilter?>(nil)
    let queries: QueryEncoder

    /// The index remembers which rows a set allows, so while a filter stands it gets the same set.
    private struct LastFilter {
        var filter: SegmentFilter
        var changes: Int
        var allowed: Set<SegmentID>
    }

    /// - Parameters:
    ///   - encoder: gives the encoder of a space of the index, loading it once; it throws when the model on the disk is
    ///     not the one that the space was made with.
    ///   - reader: opens the files that somebody asks with, as `QueryEncoder` has it.
    /// - Throws: `NearestError` when the index is missing, damaged or newer.
    package init(
        location: CorpusLocation, encoder: @escaping @Sendable (Space) throws -> any Encoder,
        reader: @escaping @Sendable (String) -> any FileReading = { WorkerFileReader(folder: $0, count: 1) }
    ) throws {
        self.location = location
        self.encoder = encoder
        catalog = try Catalog(readingFrom: location.folder)
        cache = StoreCache(location: location, catalog: catalog)
        queries = QueryEncoder(encoder: encoder, reader: reader)
    }

    /// The neighbours of a query, best first.
    ///
    /// A space that fails is left out with a note, as long as another list answers.
    ///
    /// - Throws: `NearestError` when the query is empty, no space takes it, a model is not in the index, every space
    ///   fails, or the index is damaged; `CancellationError`.
    package func search(_ request: SearchRequest, cancellation: Cancellation) throws -> SearchOutcome {
        try answer(request, cancellation: cancellation).outcome
    }

    /// The answer with the lists that it was made of.
    func answer(
        _ request: SearchRequest, cancellation: Cancellation
    ) throws -> (outcome: SearchOutcome, found: FoundLists) {
        let start = ProcessInfo.processInfo.systemUptime
        var plan = try plan(request, cancellation: cancellation)
        var found = FoundLists(notes: plan.query.notes)
        let hasSpaces = !plan.parts.isEmpty
        plan.keep(request.filter.modalities)
        if hasSpaces, plan.parts.isEmpty { found.notes.append(Self.nothing(of: request.filter.modalities)) }
        // A store holds one modality, so that part of the filter chooses stores, not segments.
        var filter = request.filter
        filter.modalities = []
        let allowed = try allowed(by: filter)
        found.allowed = allowed?.count
        try cache.lookForProbes()
        try searchSpaces(plan, request, allowed: allowed, into: &found, cancellation: cancellation)
        if let words = plan.words { try searchFullText(words, request, allowed: allowed, into: &found) }
        try cancellation.check()
        let neighbours = try neighbours(of: &found, plan.query, request)
        return (outcome(of: found, neighbours, request, since: start), found)
    }

    private func outcome(
        of found: FoundLists, _ neighbours: [Neighbour], _ request: SearchRequest, since start: Double
    ) -> SearchOutcome {
        var outcome = SearchOutcome(
            query: request.query, neighbours: neighbours,
            elapsedMilliseconds: (ProcessInfo.processInfo.systemUptime - start) * 1_000, searched: found.searched,
            notes: found.notes)
        outcome.timings = found.timings
        outcome.match = MatchJudgement.strength(of: found.judgements)
        outcome.expectedByChance = found.judgements.compactMap { $0?.expectedByChance }.min()
        return outcome
    }

    /// The lists that answer a request.
    ///
    /// - Throws: `NearestError` when the query is empty, no space takes it, or a model or weight is of no list;
    ///   `CancellationError`.
    func plan(_ request: SearchRequest, cancellation: Cancellation) throws -> SearchPlan {
        let parts = SearchPlan.parts(of: try catalog.stores())
        guard !parts.isEmpty else {
            throw NearestError(
                .noIndex, location.corpus, "nothing in this corpus has been embedded yet",
                remedy: "Run `nearest index` on it; `nearest status` says what it holds.")
        }
        let (chosen, fullText) = try SearchPlan.lists(of: request, among: parts)
        let place = QueryPlace(
            workingDirectory: request.workingDirectory ?? location.corpus, corpus: location.corpus)
        // The full text alone needs no vectors.
        if chosen.isEmpty {
            let query = try queries.prepareWords(request.parsed, place: place, cancellation: cancellation)
            return SearchPlan(query: query, parts: [], words: query.words)
        }
        let query = try queries.prepare(
            request.parsed, spaces: chosen.map(\.space), areNamed: !request.models.isEmpty, place: place,
            cancellation: cancellation)
        let taking = chosen.filter { query.spaces.contains($0.space) }
        return SearchPlan(query: query, parts: taking, words: fullText ? query.words : nil)
    }

    private static func nothing(of modalities: Set<Modality>) -> String {
        let names = modalities.map(\.rawValue).sorted().joined(separator: ", ")
        let note = "Nothing of type \(names) is in the spaces that take this query."
        return modalities.isDisjoint(with: [.audio, .video])
            ? note : note + " `nearest index --model openai/whisper-base` writes down what is said in recordings."
    }

    private func allowed(by filter: SegmentFilter) throws -> Set<SegmentID>? {
        if filter.isEmpty { return nil }
        let changes = try catalog.changeCount()
        if let last = lastFilter.withLock({ $0 }), last.filter == filter, last.changes == changes {
            return last.allowed
        }
        let allowed = try catalog.segments(matching: filter)
        lastFilter.withLock { $0 = LastFilter(filter: filter, changes: changes, allowed: allowed) }
        return allowed
    }

    /// Forgets the vectors of former questions: a benchmark asks the same ones again as new ones.
    package func forgetQuestions() {
        queries.forget()
    }

    /// Loads the models and maps the vectors, so that the first search finds them ready.
    package func warmUp(models: [String] = []) throws {
        let parts = SearchPlan.parts(of: try catalog.stores())
        let chosen = models.isEmpty ? parts : try SearchPlan.chosen(models, among: parts).parts
        for part in chosen where part.space.takesWords {
            _ = try encoder(part.space).encode([.text("warm")], purpose: .query, cancellation: Cancellation())
            for record in part.stores { _ = try cache.open(record) }
        }
    }
}
