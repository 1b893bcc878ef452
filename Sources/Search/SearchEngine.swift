import Catalog
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
    /// By fingerprint.
    private let lastVectors = Mutex<[String: (text: String, vector: [Float])]>([:])

    /// The index remembers which rows a set allows, so while a filter stands it gets the same set.
    private struct LastFilter {
        var filter: SegmentFilter
        var changes: Int
        var allowed: Set<SegmentID>
    }

    /// - Parameter encoder: gives the encoder of a space of the index, loading it once; it throws when the model
    ///   on the disk is not the one that the space was made with.
    /// - Throws: `NearestError` when the index is missing, damaged or newer.
    package init(location: CorpusLocation, encoder: @escaping @Sendable (Space) throws -> any Encoder) throws {
        self.location = location
        self.encoder = encoder
        catalog = try Catalog(readingFrom: location.folder)
        cache = StoreCache(location: location, catalog: catalog)
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
        guard !request.text.isEmpty else {
            throw NearestError(.invalidArgument, nil, "the query has no words", remedy: "Type what to look for.")
        }
        var plan = try plan(request)
        plan.keep(request.filter.modalities)
        var found = FoundLists()
        if plan.parts.isEmpty, request.models.isEmpty {
            found.notes.append(Self.nothingHasWords(of: request.filter.modalities))
        }
        // A store holds one modality, so that part of the filter chooses stores, not segments.
        var filter = request.filter
        filter.modalities = []
        let allowed = try allowed(by: filter)
        try searchSpaces(plan, request, allowed: allowed, into: &found, cancellation: cancellation)
        if plan.asksFullText { try searchFullText(request, allowed: allowed, into: &found) }
        try cancellation.check()
        let neighbours = try neighbours(of: &found, request)
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
        return outcome
    }

    /// The lists that answer a request.
    func plan(_ request: SearchRequest) throws -> SearchPlan {
        let parts = SearchPlan.parts(of: try catalog.stores())
        guard !parts.isEmpty else {
            throw NearestError(
                .noIndex, location.corpus, "nothing in this corpus has been embedded yet",
                remedy: "Run `nearest index` on it; `nearest status` says what it holds.")
        }
        if !request.models.isEmpty {
            let (chosen, fullText) = try SearchPlan.chosen(request.models, among: parts)
            for part in chosen {
                if part.space.isImported { throw NearestError(unencodable: part.space) }
                if !part.space.takesWords { throw NearestError(wordless: part.space) }
            }
            return SearchPlan(parts: chosen, asksFullText: fullText)
        }
        let taking = parts.filter(\.space.takesWords)
        if taking.isEmpty, let imported = parts.first(where: \.space.isImported) {
            throw NearestError(unencodable: imported.space)
        }
        return SearchPlan(parts: taking, asksFullText: true)
    }

    private static func nothingHasWords(of modalities: Set<Modality>) -> String {
        if modalities.isEmpty {
            return "Nothing in this corpus has words, neither of its own nor beside it, so no words find it."
        }
        let note = "Nothing of type \(modalities.map(\.rawValue).sorted().joined(separator: ", ")) has words here."
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

    /// Loads the models and maps the vectors, so that the first search finds them ready.
    package func warmUp(models: [String] = []) throws {
        let parts = SearchPlan.parts(of: try catalog.stores())
        let chosen = models.isEmpty ? parts : try SearchPlan.chosen(models, among: parts).parts
        for part in chosen where part.space.takesWords {
            _ = try encoder(part.space).encode([.text("warm")], purpose: .query, cancellation: Cancellation())
            for record in part.stores { _ = try cache.open(record) }
        }
    }

    /// The query's vector in a space; the last one is kept, since previews ask for it again.
    package func queryVector(_ text: String, space: Space, cancellation: Cancellation) throws -> [Float] {
        if let last = lastVectors.withLock({ $0[space.fingerprint] }), last.text == text { return last.vector }
        let batch = try encoder(space).encode([.text(text)], purpose: .query, cancellation: cancellation)
        let vector = Array(batch[0])
        lastVectors.withLock { $0[space.fingerprint] = (text, vector) }
        return vector
    }
}
