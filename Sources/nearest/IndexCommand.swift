import ArgumentParser
import Catalog
import Crawler
import Encoders
import Extraction
import Foundation
import Indexing
import NearestCore
import VectorIndex

/// `nearest index`: brings the index of one or more folders up to date.
struct Index: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Bring a folder's index up to date.",
        discussion: """
            Only new and changed files are read, and only new passages are embedded. Ctrl-C keeps what was \
            committed; the next run goes on from there. What is hidden or named by .gitignore or .nearestignore \
            is left out. Words are always embedded by a model for text, and pictures and sounds described by \
            formulas (plain/…) beside the models that are named.

              nearest index ~/papers
              nearest index . --exclude '*.log' --exclude build/
              nearest index ~/papers --model intfloat/e5-small-v2 --dimensions 128
              nearest index ~/papers --rebuild --f16
              nearest index ~/papers --dry-run
            """)

    @Argument(
        help: ArgumentHelp("The folders to index (default: the working directory's corpus).", valueName: "dir"))
    var directories: [String] = []

    @OptionGroup var location: LocationOptions

    @Option(
        help: ArgumentHelp(
            "A model, by id, folder or api:NAME, to embed with; may be repeated.", valueName: "id"))
    var model: [String] = []

    @OptionGroup var encoding: EncoderArguments

    @Option(help: ArgumentHelp("Leave out what matches, in .gitignore syntax; may be repeated.", valueName: "glob"))
    var exclude: [String] = []

    @Option(
        help: ArgumentHelp(
            "How many processes read files at once (default: one a processor, up to 4).", valueName: "n"))
    var workers: Int?

    @Flag(help: "Say what would be read, and change nothing.")
    var dryRun = false

    @Flag(
        help:
            "Delete the index first and make it anew, with the models and options that it had unless others are named."
    )
    var rebuild = false

    @Flag(help: "Let --rebuild delete imported vectors, which no folder can make again.")
    var dropImports = false

    @Flag(
        name: .customLong("f16"), inversion: .prefixedNo,
        help: "Store vectors in 16 bits a value instead of 32; later runs keep to it.")
    var half: Bool?

    @Flag(help: "Go on watching the folder, and index what changes, until Ctrl-C.")
    var watch = false

    @Flag(help: "Print the result as JSON.")
    var json = false

    func validate() throws {
        if let workers, !(1...64).contains(workers) {
            throw ValidationError("--workers takes a number from 1 to 64.")
        }
        if dropImports, !rebuild { throw ValidationError("--drop-imports goes with --rebuild.") }
        if watch, directories.count > 1 { throw ValidationError("--watch takes one folder.") }
        if location.indexFolder != nil, directories.count > 1 {
            throw ValidationError("--index-dir holds the index of one folder: name one.")
        }
    }

    func run() throws {
        let interrupts = Interrupts()
        let locations = try locations()
        // Before the first of them is touched.
        if rebuild, !dropImports, !dryRun { try locations.forEach(IndexRemoval.refuseImports) }
        for location in locations {
            if dryRun {
                try preview(location, cancellation: interrupts.cancellation)
            } else {
                try index(location, cancellation: interrupts.cancellation)
            }
        }
    }

    private func locations() throws -> [CorpusLocation] {
        if directories.isEmpty {
            if let corpus = location.corpus {
                return [try CorpusLocation(indexing: corpus, indexFolder: location.indexFolder)]
            }
            do {
                return [try location.existing()]
            } catch let error as NearestError where error.code == .noIndex {
                var error = error
                error.remedy = "Name the folder to index: `nearest index DIR`."
                throw error
            }
        }
        return try directories.map { try CorpusLocation(indexing: $0, indexFolder: location.indexFolder) }
    }

    private func index(_ location: CorpusLocation, cancellation: Cancellation) throws {
        // The models are found before anything is deleted.
        let encoders = try EncoderSelection.encoders(
            for: location, models: model, options: encoding.options, isNew: rebuild,
            cancellation: cancellation, waiting: StandardStreams.sayWaiting)
        if encoders.isEmpty {
            StandardStreams.say(
                "This index holds imported vectors only, and they stay as they are. Name a model with --model to "
                    + "index the folder's files too.")
            return
        }
        var element: VectorElement? = half.map { $0 ? .f16 : .f32 }
        if rebuild {
            element = element ?? (try? StoredElement.recorded(in: Catalog(readingFrom: location.folder)))
            try IndexRemoval.remove(location)
        }
        let workers = workers ?? WorkerFileReader.standardCount
        let indexer = try Indexer(
            location: location, encoders: encoders, excludes: exclude,
            reader: WorkerFileReader(folder: location.corpus, count: workers), workers: workers, element: element)
        let reporter = ProgressReporter(corpus: location.corpus)
        let result = try indexer.run(cancellation: cancellation, report: reporter.report)
        reporter.finish(result)
        try summarise(location, result)
        if result.phase == .cancelled { throw CancellationError() }
        if watch { try keepWatching(location, indexer: indexer, cancellation: cancellation) }
    }

    private func keepWatching(_ location: CorpusLocation, indexer: Indexer, cancellation: Cancellation) throws {
        StandardStreams.say("Watching \(PlainText.visible(location.corpus)); Ctrl-C ends it.")
        while !cancellation.isCancelled {
            let result = try indexer.run(cancellation: cancellation, report: { _ in })
            if result.filesRead > 0, !cancellation.isCancelled { try summarise(location, result) }
            for _ in 0..<20 where !cancellation.isCancelled { Thread.sleep(forTimeInterval: 0.1) }
        }
        throw CancellationError()
    }

    private func preview(_ location: CorpusLocation, cancellation: Cancellation) throws {
        let changes = try Indexer.preview(location: location, excludes: exclude, cancellation: cancellation)
        if json {
            StandardStreams.print(
                try JSON.document(
                    DryRunReport(
                        read: changes.toRead.map(\.path.display), gone: changes.gone.map(\.display),
                        unchanged: changes.unchanged)))
            return
        }
        for file in changes.toRead { StandardStreams.print("read  \(file.path.display)") }
        for path in changes.gone { StandardStreams.print("gone  \(path.display)") }
        StandardStreams.say(
            "\(changes.toRead.count) to read, \(changes.gone.count) gone, \(changes.unchanged) unchanged; nothing was changed."
        )
    }

    private func summarise(_ location: CorpusLocation, _ result: IndexingProgress) throws {
        let status = try Catalog(readingFrom: location.folder).status()
        if json {
            StandardStreams.print(
                try JSON.document(IndexReport(location: location, result: result, status: status)))
        } else {
            StandardStreams.say(Summary.line(of: status, result: result))
        }
        // What is watched may be mended.
        if !watch, status.items == 0, result.phase == .finished, !status.failures.isEmpty {
            throw NearestError(
                .unreadable, location.corpus, "nothing in this folder could be indexed",
                remedy: "`nearest status -C \(location.corpus)` lists the reasons.")
        }
    }
}

private struct DryRunReport: Encodable {
    var read: [String]
    var gone: [String]
    var unchanged: Int
}

private struct IndexReport: Encodable {
    var corpus: String
    var finished: Bool
    var filesRead: Int
    var segmentsEncoded: Int
    var items: Int
    var segments: Int
    var failures: Int
    var elapsedSeconds: Double

    init(location: CorpusLocation, result: IndexingProgress, status: CorpusStatus) {
        corpus = location.corpus
        finished = result.phase == .finished
        filesRead = result.filesRead
        segmentsEncoded = result.segmentsEncoded
        items = status.items
        segments = status.segments
        failures = status.failures.count
        elapsedSeconds = result.elapsedSeconds
    }

    enum CodingKeys: String, CodingKey {
        case corpus, finished, items, segments, failures
        case filesRead = "files_read"
        case segmentsEncoded = "segments_encoded"
        case elapsedSeconds = "elapsed_s"
    }
}
