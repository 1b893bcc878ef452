import ArgumentParser
import Catalog
import Foundation

/// Where the corpus and its index are: shared by every command.
struct LocationOptions: ParsableArguments {
    @Option(
        name: [.customShort("C"), .customLong("corpus")],
        help: ArgumentHelp(
            "The corpus (default: the one that the working directory is in).", valueName: "dir"))
    var corpus: String?

    @Option(
        help: ArgumentHelp(
            "Where the index lives when not in the corpus (or NEAREST_INDEX_DIR).", valueName: "dir"))
    var indexDir: String?

    /// The named index folder, or the environment's.
    var indexFolder: String? { Self.indexFolder(named: indexDir) }

    static func indexFolder(named folder: String?) -> String? {
        folder ?? ProcessInfo.processInfo.environment["NEAREST_INDEX_DIR"].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The index that exists for the corpus that is meant.
    func existing() throws -> CorpusLocation {
        try CorpusLocation(searchingFrom: corpus ?? ".", indexFolder: indexFolder)
    }
}
