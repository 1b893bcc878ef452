import ArgumentParser
import Catalog
import Explorer
import Foundation
import NcursesTerminal
import NearestCore
import Search
import TerminalKit

/// `nearest [DIR]`: the explorer.
struct Explore: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Index a folder and explore it (what nearest does without a command).",
        discussion: """
            With a folder, it is indexed first, and searchable while it grows. Without one, the corpus that the \
            working directory is in is opened. Press ? inside for help.

              nearest ~/papers
              nearest                               in an indexed folder
            """,
        shouldDisplay: false)

    @Argument(help: ArgumentHelp("The folder to explore.", valueName: "dir"))
    var directory: String?

    @OptionGroup var location: LocationOptions

    @Flag(help: "Open the index as it is, without looking for changes.")
    var noIndex = false

    func run() throws {
        let location = try corpus()
        if !noIndex {
            // Readers need a catalog, however empty, before the first commit.
            try location.create()
            _ = try Catalog(writingTo: location.folder)
        }
        try ExplorerSession(location: location).run(indexing: !noIndex)
    }

    private func corpus() throws -> CorpusLocation {
        if let folder = directory ?? location.corpus {
            if noIndex { return try CorpusLocation(searchingFrom: folder, indexFolder: location.indexFolder) }
            return try CorpusLocation(indexing: folder, indexFolder: location.indexFolder)
        }
        do {
            return try location.existing()
        } catch let error as NearestError where error.code == .noIndex {
            var error = error
            error.remedy = "Name a folder to explore: `nearest DIR` (`nearest .` for this one)."
            throw error
        }
    }
}
