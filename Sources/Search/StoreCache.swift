import Catalog
import NearestCore
import Synchronization
import VectorIndex

/// The stores of an index, open: each is mapped when it is first asked for, and anew only when something was
/// committed since. Safe from several threads.
final class StoreCache: Sendable {
    private struct Key: Hashable {
        let spaceID: Int64
        let modality: Modality

        init(_ record: StoreRecord) {
            (spaceID, modality) = (record.spaceID, record.modality)
        }
    }

    /// What asks, and what is found.
    private struct Pair: Hashable {
        let store: Key
        let queries: Modality
    }

    /// A background, and how many vectors the store held when it was sampled: it is drawn anew when the store has
    /// grown by half.
    private struct Sampled: Sendable {
        var background: BackgroundDistribution
        var count: Int
    }

    private struct State {
        var stores: [Key: OpenStore] = [:]
        var backgrounds: [Pair: Sampled] = [:]
        /// As of the last search.
        var probes: [ProbeRecord] = []
    }

    private let location: CorpusLocation
    private let catalog: Catalog
    private let state = Mutex(State())

    init(location: CorpusLocation, catalog: Catalog) {
        self.location = location
        self.catalog = catalog
    }

    /// Whether nothing has to be mapped for these.
    func areOpen(_ records: [StoreRecord]) -> Bool {
        state.withLock { state in records.allSatisfy { state.stores[Key($0)] != nil } }
    }

    /// The store as of its last commit.
    ///
    /// A writer may replace a vector folder between our look into the catalog and the opening; then the catalog has
    /// changed, and a second look finds the new one.
    func open(_ record: StoreRecord) throws -> OpenStore {
        do {
            return try mapped(record)
        } catch let error as NearestError where error.code == .corruptIndex {
            guard let current = try catalog.stores().first(where: { Key($0) == Key(record) }), current != record
            else { throw error }
            return try mapped(current)
        }
    }

    /// Searches a store, and what is left of it when one of its files was cut after it was opened.
    func whatIsIntact<Result>(
        of store: OpenStore, _ search: (OpenStore) throws -> Result
    ) throws -> (OpenStore, Result) {
        do {
            return (store, try search(store))
        } catch let error as NearestError where error.code == .corruptIndex {
            state.withLock { $0.stores[Key(store.record)] = nil }
            let rest = try open(store.record)
            return (rest, try search(rest))
        }
    }

    private func mapped(_ record: StoreRecord) throws -> OpenStore {
        let current = state.withLock { $0.stores[Key(record)] }
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
        let store = OpenStore(record: record, index: index)
        state.withLock { $0.stores[Key(record)] = store }
        return store
    }

    /// Forgets backgrounds of questions in whose place other things stood, when probes were made since: an indexing run
    /// makes them last, and whoever searched meanwhile would see percentiles of pairs of pictures.
    func lookForProbes() throws {
        let probes = try catalog.probeRecords()
        state.withLock { state in
            if state.probes == probes { return }
            state.probes = probes
            state.backgrounds = state.backgrounds.filter { $0.key.queries == $0.key.store.modality }
        }
    }

    /// What random pairs of a query of a modality and what a store holds score.
    func background(of store: OpenStore, queriedBy modality: Modality) throws -> BackgroundDistribution {
        let key = Pair(store: Key(store.record), queries: modality)
        let count = store.index.count
        if let known = state.withLock({ $0.backgrounds[key] }), count <= known.count + known.count / 2 {
            return known.background
        }
        let background = try BackgroundSampler(catalog: catalog) { record in
            record == store.record ? store.index : try self.open(record).index
        }.background(of: store.record, queriedBy: modality)
        state.withLock { $0.backgrounds[key] = Sampled(background: background, count: count) }
        return background
    }
}
