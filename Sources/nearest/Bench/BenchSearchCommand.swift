import ArgumentParser
import NearestCore
import VectorIndex

/// `nearest bench search`: recall, time and memory of searches with given vectors.
struct BenchSearch: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Measure recall, speed and memory of searches with given query vectors.",
        discussion: """
            Measured are the exact search (codes first, then the vectors that they leave), the inverted file where \
            there is one, over a sweep of lists, and brute force. Recall is the share of the true nearest k that are \
            found: those of --truth, row numbers counted from 0 in the order of the vectors, or else brute force's. \
            "Alone" is one query after the other, "in batches" as many as the machine takes at once.

              nearest bench search --queries queries.npy -C ./sift
              nearest bench search --queries q.fvecs --truth groundtruth.ivecs -k 10 --json -C ./sift
            """)

    @Option(help: ArgumentHelp("The queries: a .npy or .fvecs file, a row each.", valueName: "file"))
    var queries: String

    @Option(
        help: ArgumentHelp(
            "The true neighbours: a .npy or .ivecs file, a row of row numbers a query, the nearest first.",
            valueName: "file"))
    var truth: String?

    @Option(name: .short, help: ArgumentHelp("How many neighbours.", valueName: "n"))
    var k = 10

    @OptionGroup var location: LocationOptions

    @Option(help: ArgumentHelp("The model, or the name of an import (default: the only one).", valueName: "id"))
    var model: String?

    @Option(help: ArgumentHelp("The modality (default: the only one).", valueName: "m"))
    var modality: Modality?

    @Flag(help: "Print the figures as JSON.")
    var json = false

    func validate() throws {
        if k < 1 { throw ValidationError("-k takes a positive number.") }
    }

    func run() throws {
        let interrupts = Interrupts()
        let selection = try StoreSelection(location: location.existing(), model: model, modality: modality)
        let index = try selection.index()
        let inputs = try BenchInputs(queries: queries, truth: truth, k: k, index: index)
        let reporter = CountReporter()
        defer { reporter.finish() }
        var report = try SearchBenchmark(index: index, inputs: inputs, cancellation: interrupts.cancellation)
            .report { reporter.report($0) }
        reporter.finish()
        report.bytesOnDisk = FolderSize.bytes(of: selection.folder)
        StandardStreams.print(json ? try JSON.document(report) : report.text)
    }
}
