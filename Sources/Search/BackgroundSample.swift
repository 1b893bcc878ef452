import Catalog
import NearestCore
import VectorIndex

/// Vectors of one side of random pairs: a seeded sample of what asks or of what is found.
package struct BackgroundSample: Sendable {
    /// As they are stored.
    package var rows: VectorBatch
    /// What each row is a piece of; different everywhere where it is not known.
    package var contents: [Int64]

    /// - Precondition: `contents` names one for each row.
    package init(rows: VectorBatch, contents: [Int64]) {
        precondition(rows.count == contents.count, "every row is a piece of something")
        self.rows = rows
        self.contents = contents
    }

    /// Rows that have nothing to do with each other, nor with any content of the catalog, whose ids are positive.
    package init(rows: VectorBatch) {
        self.init(rows: rows, contents: (0..<rows.count).map { -1 - Int64($0) })
    }

    /// A sample of a store.
    ///
    /// The texts that stand for one picture would give it more weight than others have, so of each picture one is
    /// drawn.
    ///
    /// - Throws: what reading the index or the catalog throws.
    package init(of index: FlatIndex, modality: Modality, catalog: Catalog, seed: UInt64) throws {
        let sample = try index.sampleBlock(BackgroundDistribution.vectorsSampled, seed: seed)
        let known = try catalog.contents(ofSegments: sample.ids)
        var pictures: Set<Int64> = []
        rows = VectorBatch(dimensions: index.dimensions)
        contents = []
        for (row, id) in sample.ids.enumerated() {
            guard let content = known[id] else { continue }
            if modality == .image, !pictures.insert(content).inserted { continue }
            rows.append(sample.vectors[row])
            contents.append(content)
        }
    }
}
