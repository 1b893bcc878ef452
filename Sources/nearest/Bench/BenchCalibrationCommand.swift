import ArgumentParser
import Catalog
import Foundation
import NearestCore
import Search
import VectorIndex

/// `nearest bench calibration`: whether the percentiles of an index are what they say.
struct BenchCalibration: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calibration",
        abstract: "Measure whether percentiles mean what they say.",
        discussion: """
            For each space, and each pair of modalities in it, random pairs of the corpus are drawn that the background \
            was not made of. Their percentiles should spread evenly from 0 to 100; printed is the Kolmogorov-Smirnov \
            distance from that, 0 to 1. Below 0.05 is good. A corpus with few things has no other pairs than those of \
            its background, and none at all where it has fewer than some fifteen.

              nearest bench calibration -C ~/papers
              nearest bench calibration --pairs 5000 --seed 7 --json
            """)

    @OptionGroup var location: LocationOptions

    @Option(help: ArgumentHelp("How many fresh pairs for each.", valueName: "n"))
    var pairs = 2_000

    @Option(help: ArgumentHelp("Draws the pairs.", valueName: "n"))
    var seed: UInt64 = 1

    @Flag(help: "Print the figures as JSON.")
    var json = false

    @Flag(help: "In the JSON, also print each pair's score and percentile.")
    var values = false

    func validate() throws {
        if !(1...1_000_000).contains(pairs) { throw ValidationError("--pairs takes numbers from 1 to 1000000.") }
    }

    func run() throws {
        let interrupts = Interrupts()
        let location = try location.existing()
        let catalog = try Catalog(readingFrom: location.folder)
        let check = CalibrationCheck(
            catalog: catalog, open: { try FlatIndex(opening: $0, at: location, catalog: catalog) },
            clock: { ProcessInfo.processInfo.systemUptime })
        let results = try check.results(pairs: pairs, seed: seed, cancellation: interrupts.cancellation)
        let report = CalibrationReport(results, withValues: values)
        StandardStreams.print(json ? try JSON.document(report) : report.text)
    }
}

extension FlatIndex {
    /// A store's vectors as they were last committed.
    fileprivate convenience init(opening store: StoreRecord, at location: CorpusLocation, catalog: Catalog) throws {
        try self.init(
            folder: location.folder + "/" + store.folder, dimensions: store.space.dimensions,
            fingerprint: store.space.fingerprint, committedRows: store.rows,
            removed: store.removedRows == 0
                ? [] : try catalog.removedSegments(spaceID: store.spaceID, modality: store.modality))
    }
}
