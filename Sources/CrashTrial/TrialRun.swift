import Catalog
import Extraction
import Foundation
import Indexing
import NearestCore
import VectorIndex

/// One indexing run, to its end unless somebody kills it.
struct TrialRun {
    let corpus: String
    /// A file that gets a line for each text whose vector is committed.
    let journal: String

    /// Some thousand vectors have codes and lists.
    static let thresholds = Upkeep.Thresholds(rowsWorthCodes: 512, rowsWorthLists: 1024)

    func run() throws {
        let encoder = TrialEncoder(journal: journal)
        _ = try Indexer(
            location: try CorpusLocation(indexing: corpus, indexFolder: nil), encoders: [encoder], excludes: [],
            reader: LocalFileReader(), thresholds: Self.thresholds
        ).run(cancellation: Cancellation(), report: { _ in })
    }
}
