import Catalog
import Foundation
import NearestCore
import Synchronization
import VectorIndex

/// The read path: a query becomes a vector, the vector neighbours, and the neighbours passages to read.
///
/// Opens what it needs when first asked and looks for new commits at each search, so it can live beside a
/// writer. Safe from several threads; calls block.
package final class SearchEngine: Sendable {
    private struct OpenStore: Sendable {
        let record: StoreRecord
        let index: FlatIndex
        let background: BackgroundDistribution
        /// The count when the background was sampled: it is drawn anew when the store has grown by half.
        let backgroundCount: Int
    }

    private struct State {
        var stores: [StoreKey: OpenStore] = [:]
        var lastQuery: (fingerprint: String, text: String, vector: [Float])?
        /// The index remembers which rows a set allows, so while a filter stands it gets the same set.
        var lastFilter: (filter: SegmentFilter, changes: Int, allowed: Set<SegmentID>)?
    }

    private struct StoreKey: Hashable {
        let spaceID: Int64
        let modality: Modality
    }

    /// Caption, words in it, labels, metadata.
    private static let textsOfPicture = 4

    package let location: CorpusLocation
    package let catalog: Catalog
    /// Gives the encoder of a space, which it loads once.
    package let encoder: @Sendable (Space) throws -> any Encoder
    private let state = Mutex(State())

    /// - Parameter encoder: gives the encoder of a space of the index, loading it once; it throws when the model
    ///   on the disk is not the one that the space was made with.
    /// - Throws: `NearestError` when the index is missing, damaged or newer.
    package init(location: CorpusLocation, encoder: @escaping @Sendable (Space) throws -> any Encoder) throws {
        self.location = location
        self.encoder = encoder
        catalog = try Catalog(readingFrom: location.folder)
    }

    /// The neighbours of a query, best first.
    ///
    /// - Throws: `NearestError` when the query is empty, the model is not in the index or on the disk, or the
    ///   index is damaged.
    package func search(_ request: SearchRequest, cancellation: Cancellation) throws -> SearchOutcome {
        let start = ProcessInfo.processInfo.systemUptime
        guard !request.text.isEmpty else {
            throw NearestError(.invalidArgument, nil, "the query has no words", remedy: "Type what to look for.")
        }
        let ofModel = try stores(model: request.model)
        guard let space = ofModel.first?.space else {
            throw NearestError(
                .noIndex, location.corpus, "nothing in this corpus has been embedded yet",
                remedy: "Run `nearest index` on it; `nearest status` says what it holds.")
        }
        guard !space.isImported else { throw NearestError(unencodable: space) }
        guard space.takesWords else {
            if request.model != nil { throw NearestError(wordless: space) }
            return wordless(request, since: start)
        }
        // A store holds one modality, so that part of the filter chooses stores, not segments.
        let modalities = request.filter.modalities
        var filter = request.filter
        filter.modalities = []
        // A first search waits for the model; the vectors are opened meanwhile.
        let opening =
            isOpen(ofModel, modalities: modalities)
            ? nil : Meanwhile { [self] in _ = try opened(ofModel, model: request.model, modalities: modalities) }
        defer { opening?.wait() }
        let allowed = try allowed(by: filter)
        let vector = try queryVector(request.text, space: space, cancellation: cancellation)
        try cancellation.check()
        opening?.wait()
        var found: [Neighbour] = []
        var searched = 0
        var notes: [String] = []
        let stores = try opened(ofModel, model: request.model, modalities: modalities)
        if stores.isEmpty { notes.append(Self.nothingHasWords(of: modalities)) }
        for store in stores {
            let (open, neighbours) = try whatIsIntact(of: store) { open in
                try self.neighbours(of: vector, in: open, request: request, allowed: allowed)
            }
            searched += open.index.count
            found += neighbours
            notes += open.index.damages.map { "Part of the index is left out: \($0)" }
        }
        // Within one space the scores of two modalities may be compared.
        found.sort { ($0.score, $1.segment) > ($1.score, $0.segment) }
        found = Array(found.prefix(request.limit))
        for index in found.indices { found[index].rank = index + 1 }
        return SearchOutcome(
            query: request.query, neighbours: found,
            elapsedMilliseconds: (ProcessInfo.processInfo.systemUptime - start) * 1_000, searched: searched,
            notes: notes)
    }

    private static func nothingHasWords(of modalities: Set<Modality>) -> String {
        let note = "Nothing of type \(modalities.map(\.rawValue).sorted().joined(separator: ", ")) has words here."
        return modalities.isDisjoint(with: [.audio, .video])
            ? note : note + " `nearest index --model openai/whisper-base` writes down what is said in recordings."
    }

    /// The answer where nothing that was found has words.
    private func wordless(_ request: SearchRequest, since start: Double) -> SearchOutcome {
        SearchOutcome(
            query: request.query, neighbours: [],
            elapsedMilliseconds: (ProcessInfo.processInfo.systemUptime - start) * 1_000, searched: 0,
            notes: ["Nothing in this corpus has words, neither of its own nor beside it, so no words find it."])
    }

    /// Searches a store, and what is left of it when one of its files was cut after it was opened.
    private func whatIsIntact<Result>(
        of store: OpenStore, _ search: (OpenStore) throws -> Result
    ) throws -> (OpenStore, Result) {
        do {
            return (store, try search(store))
        } catch let error as NearestError where error.code == .corruptIndex {
            let key = StoreKey(spaceID: store.record.spaceID, modality: store.record.modality)
            state.withLock { $0.stores[key] = nil }
            let rest = try opened(store.record)
            return (rest, try search(rest))
        }
    }

    /// Loads the model and maps the vectors, so that the first search finds them ready.
    package func warmUp(model: String? = nil) throws {
        let stores = try stores(model: model)
        guard let space = stores.first?.space else { return }
        guard space.takesWords else { return }
        _ = try encoder(space).encode([.text("warm")], purpose: .query, cancellation: Cancellation())
        for store in stores { _ = try opened(store) }
    }

    /// The query's vector in a space; the last one is kept, since previews ask for it again.
    package func queryVector(_ text: String, space: Space, cancellation: Cancellation) throws -> [Float] {
        if let last = state.withLock({ $0.lastQuery }), last.text == text, last.fingerprint == space.fingerprint {
            return last.vector
        }
        let batch = try encoder(space).encode([.text(text)], purpose: .query, cancellation: cancellation)
        let vector = Array(batch[0])
        state.withLock { $0.lastQuery = (space.fingerprint, text, vector) }
        return vector
    }

    /// The stores of the named model, one a modality; without a name, of the index's first model for text.
    ///
    /// - Throws: `NearestError` with `.unknownModel`, naming the models that the index has.
    package func stores(model: String?) throws -> [StoreRecord] {
        let all = try catalog.stores()
        guard let model else {
            // Words are searched for where words are, then where a model reads them at all.
            let first =
                all.first(where: \.space.isForText) ?? all.first(where: \.space.takesWords)
                ?? all.first(where: \.space.isImported) ?? all.first
            guard let first else { return [] }
            return all.filter { $0.spaceID == first.spaceID }
        }
        let exact = all.filter { $0.space.model == model }
        // The name without its organisation is enough where it is clear.
        let chosen =
            exact.isEmpty
            ? all.filter { $0.space.model.split(separator: "/").last.map(String.init) == model } : exact
        guard let first = chosen.first else {
            let known = Set(all.map(\.space.model)).sorted().joined(separator: ", ")
            throw NearestError(
                .unknownModel, model, "this index has no vectors of that model",
                remedy: known.isEmpty
                    ? "Run `nearest index` first."
                    : "It has: \(known). Add it with `nearest index --model \(model)`.")
        }
        return chosen.filter { $0.spaceID == first.spaceID }
    }

    private func allowed(by filter: SegmentFilter) throws -> Set<SegmentID>? {
        if filter.isEmpty { return nil }
        let changes = try catalog.changeCount()
        if let last = state.withLock({ $0.lastFilter }), last.filter == filter, last.changes == changes {
            return last.allowed
        }
        let allowed = try catalog.segments(matching: filter)
        state.withLock { $0.lastFilter = (filter, changes, allowed) }
        return allowed
    }

    private func neighbours(
        of vector: [Float], in store: OpenStore, request: SearchRequest, allowed: Set<SegmentID>?
    ) throws -> [Neighbour] {
        // A few more than asked for, since a segment may lose its last file between commit and sweep.
        let isPictures = store.record.modality == .image
        let wanted = min(request.limit, store.index.count) * (isPictures ? Self.textsOfPicture : 1) + 8
        let scored = try store.index.search(
            vector, k: request.limit > 0 ? wanted : 0, mode: request.mode, allowed: allowed)
        let kept = scored.filter { $0.score >= request.threshold ?? -.infinity }
        let records = try catalog.segments(kept.map(\.segment))
        var pictures: Set<Int64> = []
        return kept.compactMap { hit in
            guard let record = records[hit.segment] else { return nil }
            // A picture is one answer, by the best of the texts that stand for it.
            if isPictures, !pictures.insert(record.contentID).inserted { return nil }
            // A copy that the filter leaves out is no answer, though its twin is.
            let places = record.occurrences.filter { request.filter.accepts($0) }
            guard let first = places.first else { return nil }
            return Neighbour(
                segment: hit.segment, rank: 0, score: hit.score,
                percentile: store.background.percentile(of: hit.score), path: first.path,
                copies: places.dropFirst().map(\.path), record: first.record, part: first.part,
                partPage: first.page, title: record.title, modality: record.segment.modality,
                model: store.record.space.model, evidence: record.segment.evidence, place: record.segment.place,
                text: record.segment.text)
        }
    }

    /// The stores, open. A writer may replace a vector folder between our look into the catalog and the opening;
    /// then the catalog has changed, and a second look finds the new one.
    ///
    /// - Parameter modalities: which of them; empty for all.
    private func opened(
        _ stores: [StoreRecord], model: String?, modalities: Set<Modality>
    ) throws -> [OpenStore] {
        do {
            return try Self.only(modalities, of: stores).map(opened)
        } catch let error as NearestError where error.code == .corruptIndex {
            let current = try self.stores(model: model)
            if current == stores { throw error }
            return try Self.only(modalities, of: current).map(opened)
        }
    }

    /// Those of some modalities; all where none is named.
    private static func only(_ modalities: Set<Modality>, of stores: [StoreRecord]) -> [StoreRecord] {
        stores.filter { modalities.isEmpty || modalities.contains($0.modality) }
    }

    private func isOpen(_ stores: [StoreRecord], modalities: Set<Modality>) -> Bool {
        state.withLock { state in
            Self.only(modalities, of: stores).allSatisfy {
                state.stores[StoreKey(spaceID: $0.spaceID, modality: $0.modality)] != nil
            }
        }
    }

    /// The store as of its last commit; mapped anew only when something was committed since.
    private func opened(_ record: StoreRecord) throws -> OpenStore {
        let key = StoreKey(spaceID: record.spaceID, modality: record.modality)
        let current = state.withLock { $0.stores[key] }
        if let current, current.record == record { return current }
        let removed =
            record.removedRows == 0
            ? [] : try catalog.removedSegments(spaceID: record.spaceID, modality: record.modality)
        let index: FlatIndex
        if let current, current.record.folder == record.folder, current.record.rows <= record.rows {
            index = try current.index.refreshed(committedRows: record.rows, removed: removed)
        } else {
            index = try FlatIndex(
                folder: location.folder + "/" + record.folder, dimensions: record.space.dimensions,
                fingerprint: record.space.fingerprint, committedRows: record.rows, removed: removed,
                leavesDamageOut: true)
        }
        var background = current?.background
        var backgroundCount = current?.backgroundCount ?? 0
        if background == nil || index.count > backgroundCount + backgroundCount / 2 {
            background = nil
            backgroundCount = index.count
        }
        let store = OpenStore(
            record: record, index: index,
            background: try background ?? self.background(of: index, modality: record.modality),
            backgroundCount: backgroundCount)
        state.withLock { $0.stores[key] = store }
        return store
    }

    /// The background of a store. The texts that stand for one picture say nearly the same, and no pair of them
    /// is a random one, so of each picture one is drawn.
    private func background(of index: FlatIndex, modality: Modality) throws -> BackgroundDistribution {
        guard modality == .image else { return try BackgroundDistribution(of: index, metric: index.metric) }
        let sample = try index.sampleBlock(
            BackgroundDistribution.vectorsSampled, seed: BackgroundDistribution.seed)
        let contents = try catalog.contents(ofSegments: sample.ids)
        var pictures: Set<Int64> = []
        var rows = VectorBatch(dimensions: index.dimensions)
        for (row, id) in sample.ids.enumerated() {
            if let picture = contents[id], pictures.insert(picture).inserted { rows.append(sample.vectors[row]) }
        }
        return BackgroundDistribution(rows: rows, metric: index.metric)
    }
}
