import Catalog
import NearestCore
import VectorIndex

/// Draws the background of a pair of modalities from what the index holds.
package struct BackgroundSampler {
    package let catalog: Catalog
    /// Opens a store's vectors.
    package let open: (StoreRecord) throws -> FlatIndex

    package init(catalog: Catalog, open: @escaping (StoreRecord) throws -> FlatIndex) {
        self.catalog = catalog
        self.open = open
    }

    /// The background of queries of one modality against what a store holds.
    ///
    /// What asks stands in the space's store of that modality or, for the text tower of a model that encodes questions
    /// only, among the probes that indexing made. Where nothing asks, pairs within the store stand in; where little does, the
    /// pair has too few to say anything.
    ///
    /// - Throws: what reading the index throws.
    package func background(of store: StoreRecord, queriedBy modality: Modality) throws -> BackgroundDistribution {
        let index = try open(store)
        let found = try sample(store, BackgroundDistribution.seed)
        if let asking = try querySample(of: store, modality, seed: BackgroundDistribution.seed) {
            return BackgroundDistribution(queries: asking, segments: found, metric: index.metric)
        }
        return BackgroundDistribution(found, metric: index.metric)
    }

    /// What asks, where that is something else than what is found; nil where it is not, or nothing of it is known.
    package func querySample(
        of store: StoreRecord, _ modality: Modality, seed: UInt64
    ) throws -> BackgroundSample? {
        if modality == store.modality { return nil }
        let other = try catalog.stores().first { $0.spaceID == store.spaceID && $0.modality == modality }
        // A store that is damaged says nothing, and is no reason that the intact one says nothing either.
        if let other, let asking = try unlessDamaged({ try sample(other, seed) }) { return asking }
        guard let probes = try catalog.probes(spaceID: store.spaceID, modality: modality),
            probes.dimensions == store.space.dimensions
        else { return nil }
        return BackgroundSample(rows: try open(store).metric == .cosine ? Self.units(probes) : probes)
    }

    private func unlessDamaged(_ body: () throws -> BackgroundSample) throws -> BackgroundSample? {
        do {
            return try body()
        } catch let error as NearestError where error.code == .corruptIndex {
            return nil
        }
    }

    /// A sample of a store.
    package func sample(_ store: StoreRecord, _ seed: UInt64) throws -> BackgroundSample {
        try BackgroundSample(of: open(store), modality: store.modality, catalog: catalog, seed: seed)
    }

    /// The rows with length 1, as a store for the cosine has them; those without a direction are left out.
    private static func units(_ rows: VectorBatch) -> VectorBatch {
        var units = VectorBatch(dimensions: rows.dimensions)
        for row in 0..<rows.count {
            let length = rows[row].reduce(0) { $0 + $1 * $1 }.squareRoot()
            if length > 0, length.isFinite { units.append(rows[row].map { $0 / length }) }
        }
        return units
    }
}
