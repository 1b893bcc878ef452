import ArgumentParser
import Catalog
import Encoders
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

            With --model in place of --name the vectors go into that model's space, so that words can be searched \
            for among them. That this model made them, in this way, cannot be seen in them: you vouch for it. Their \
            dimensions are checked, and, for a model that makes vectors of length 1, that each has it: within 1% a \
            length is set right, another is refused.

              nearest import vectors.npy --name sift --metric l2 ./sift
              nearest import vectors.npy --metadata titles.tsv --name wikipedia --f16 ./wikipedia
              nearest import minilm.npy --metadata texts.jsonl --model all-MiniLM-L6-v2 ./texts
              nearest search -C ./texts "why do whales strand"
              nearest bench search --queries queries.npy --truth truth.npy -C ./sift
            """)

    @Argument(help: "The vectors: a .npy, .fvecs or .bvecs file.")
    var vectors: String

    @Argument(
        help: ArgumentHelp("The folder whose index they go into; made where it is missing.", valueName: "dir"))
    var directory: String

    @Option(help: ArgumentHelp("What the vectors are called, in place of a model.", valueName: "name"))
    var name: String?

    @Option(
        help: ArgumentHelp("The model on this machine that made the vectors, by id or folder.", valueName: "id"))
    var model: String?

    @OptionGroup var encoding: EncoderArguments

    @Option(help: ArgumentHelp("A .csv, .tsv or .jsonl file with a record for each vector.", valueName: "file"))
    var metadata: String?

    @Option(help: "How vectors are compared: cosine (the default), ip for the inner product, or l2.")
    var metric: Metric?

    @Option(
        help: ArgumentHelp(
            "What the vectors stand for: text, image, audio, video (default: what the model takes, or text).",
            valueName: "m"))
    var modality: Modality?

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
        guard let name else {
            if model == nil {
                throw ValidationError(
                    "Say with --name what the vectors are called, or with --model what made them.")
            }
            if metric != nil {
                throw ValidationError("--model says itself how its vectors are compared: leave --metric out.")
            }
            return
        }
        if model != nil {
            throw ValidationError("--name and --model exclude each other: vectors are called as their model.")
        }
        if encoding.options != EncoderOptions() {
            throw ValidationError("--precision, --dimensions and prompts are a model's: they go with --model.")
        }
        if name.isEmpty || name.utf8.count > 200 || PlainText.visible(name) != name {
            throw ValidationError("--name takes up to 200 characters that can be shown.")
        }
    }

    func run() throws {
        let interrupts = Interrupts()
        let location = try CorpusLocation(
            importingInto: directory, indexFolder: LocationOptions.indexFolder(named: indexDir))
        let job = try VectorImport(
            location: location, request: request(location, cancellation: interrupts.cancellation))
        let reporter = CountReporter()
        let result: ImportResult
        var phase = ImportProgress.Phase.checking
        do {
            result = try job.run(cancellation: interrupts.cancellation) {
                phase = $0.phase
                reporter.report(Self.text($0))
            }
        } catch is CancellationError {
            reporter.finish()
            StandardStreams.say(whatStays(in: phase))
            throw CancellationError()
        } catch {
            reporter.finish()
            throw error
        }
        reporter.finish()
        if json {
            StandardStreams.print(try JSON.document(ImportReport(result)))
        } else {
            let name = result.space.model
            let metric = result.space.metric.rawValue
            StandardStreams.say(
                result.added == 0
                    ? "This file was imported before: \(name) has \(result.total) vectors of "
                        + "\(result.space.dimensions) dimensions (\(metric))."
                    : "\(result.added) vectors of \(result.space.dimensions) dimensions imported in "
                        + "\(Summary.Duration(result.elapsedSeconds)); \(name) has \(result.total) (\(metric)).")
        }
    }

    /// What is said of an import that was stopped.
    private func whatStays(in phase: ImportProgress.Phase) -> String {
        if phase == .checking { return "Stopped before anything was imported." }
        // What it replaces is gone, and with the flag the rows that are there would go as well.
        let command = replace ? "the same command without --replace" : "the same command"
        return "Stopped; what is committed stays, and \(command) goes on from there."
    }

    private func request(
        _ location: CorpusLocation, cancellation: Cancellation
    ) throws -> VectorImport.Request {
        let element: VectorElement? = half ? .f16 : nil
        guard let model else {
            return VectorImport.Request(
                source: vectors, metadata: metadata, name: name ?? "", metric: metric, element: element,
                modality: modality ?? .text, replaces: replace)
        }
        let space = try EncoderSelection.space(
            ofImported: model, options: encoding.options, into: location, cancellation: cancellation,
            waiting: StandardStreams.sayWaiting)
        guard let modality = modality ?? (space.modalities.count == 1 ? space.modalities.first : nil) else {
            throw NearestError(
                .invalidArgument, model, "its vectors may stand for several things",
                remedy:
                    "Say with --modality which of \(space.modalities.map(\.rawValue).joined(separator: ", ")) these do."
            )
        }
        return VectorImport.Request(
            source: vectors, metadata: metadata, model: space, element: element, modality: modality,
            replaces: replace)
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
