import ArgumentParser
import Catalog
import Indexing
import NearestCore
import VectorIndex

/// `nearest import`: vectors that were made elsewhere become a corpus, or a part of one.
struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Bring vectors made elsewhere into an index.",
        discussion: """
            VECTORS is an array of NumPy (.npy, rows × dimensions) or a .fvecs or .bvecs file. Each row becomes an item, \
            NAME#0, NAME#1 and so on, or the path that its record in the metadata has; columns called title and \
            text are shown, the others by their names. The same NAME again adds rows; the same file again goes on \
            where a run was stopped.

              nearest import vectors.npy --name sift --metric l2 ./sift
              nearest import vectors.npy --metadata titles.tsv --name wikipedia --f16 ./wikipedia
              nearest bench search --queries queries.npy --truth truth.npy -C ./sift
            """)

    @Argument(help: "The vectors: a .npy, .fvecs or .bvecs file.")
    var vectors: String

    @Argument(
        help: ArgumentHelp("The folder whose index they go into; made where it is missing.", valueName: "dir"))
    var directory: String

    @Option(help: ArgumentHelp("What the vectors are called, in place of a model.", valueName: "name"))
    var name: String

    @Option(help: ArgumentHelp("A .csv, .tsv or .jsonl file with a record for each vector.", valueName: "file"))
    var metadata: String?

    @Option(help: "How vectors are compared: cosine (the default), ip for the inner product, or l2.")
    var metric: Metric?

    @Option(
        help: ArgumentHelp("What the vectors stand for: text (the default), image, audio, video.", valueName: "m"))
    var modality = Modality.text

    @Flag(name: .customLong("f16"), help: "Store values in 16 bits instead of 32.")
    var half = false

    @Flag(help: "Delete what was imported under this name first.")
    var replace = false

    @Option(
        help: ArgumentHelp(
            "Where the index lives when not in the folder (or NEAREST_INDEX_DIR).", valueName: "dir"))
    var indexDir: String?

    @Flag(help: "Print the result as JSON.")
    var json = false

    func validate() throws {
        if name.isEmpty || name.utf8.count > 200 || PlainText.visible(name) != name {
            throw ValidationError("--name takes up to 200 characters that can be shown.")
        }
    }

    func run() throws {
        let interrupts = Interrupts()
        let location = try CorpusLocation(
            importingInto: directory, indexFolder: LocationOptions.indexFolder(named: indexDir))
        let job = try VectorImport(
            location: location,
            request: .init(
                source: vectors, metadata: metadata, name: name, metric: metric, element: half ? .f16 : nil,
                modality: modality, replaces: replace))
        let reporter = CountReporter()
        let result: ImportResult
        do {
            result = try job.run(cancellation: interrupts.cancellation) { reporter.report(Self.text($0)) }
        } catch is CancellationError {
            reporter.finish()
            StandardStreams.say("Stopped; what is committed stays, and the same command goes on from there.")
            throw CancellationError()
        } catch {
            reporter.finish()
            throw error
        }
        reporter.finish()
        if json {
            StandardStreams.print(try JSON.document(ImportReport(result)))
        } else {
            let metric = result.space.metric.rawValue
            StandardStreams.say(
                result.added == 0
                    ? "This file was imported before: \(name) has \(result.total) vectors of "
                        + "\(result.space.dimensions) dimensions (\(metric))."
                    : "\(result.added) vectors of \(result.space.dimensions) dimensions imported in "
                        + "\(Summary.Duration(result.elapsedSeconds)); \(name) has \(result.total) (\(metric)).")
        }
    }

    private static func text(_ progress: ImportProgress) -> String {
        switch progress.phase {
        case .checking: "checking \(progress.done)/\(progress.rows) vectors"
        case .importing: "importing \(progress.done)/\(progress.rows) vectors"
        case .encoding: "making the codes that searches read first"
        }
    }
}

extension Metric: ExpressibleByArgument {}
extension Modality: ExpressibleByArgument {}

private struct ImportReport: Encodable {
    var name: String
    var metric: Metric
    var dimensions: Int
    var added: Int
    var vectors: Int
    var elapsedSeconds: Double

    init(_ result: ImportResult) {
        name = result.space.model
        metric = result.space.metric
        dimensions = result.space.dimensions
        added = result.added
        vectors = result.total
        elapsedSeconds = result.elapsedSeconds
    }

    enum CodingKeys: String, CodingKey {
        case name, metric, dimensions, added, vectors
        case elapsedSeconds = "elapsed_s"
    }
}
