import Catalog
import Crawler
import Encoders
import Extraction
import Foundation
import NearestCore
import Synchronization
import VectorIndex

/// The write path: crawl, extract, encode, commit.
///
/// Two threads work side by side. One reads files and puts their segments into the catalog; the other gives
/// every segment without a vector one, in each space. The catalog itself is the queue between them, so a run
/// that is cut off at any moment goes on from its last commit, and a model added later encodes what exists.
package final class Indexer: Sendable {
    private let location: CorpusLocation
    private let catalog: Catalog
    private let encoders: [any Encoder]
    private let excludes: [String]
    private let reader: any FileReading
    private let workers: Int
    private let element: VectorElement?
    private let counter: any TokenCounter
    private let thresholds: Upkeep.Thresholds
    private let lock: WriterLock
    /// A folder that is watched is gone through every few seconds: what was in vain is not tried each time.
    private let passedOver = PassedOver()

    /// Takes the index's writer lock until the indexer is gone.
    ///
    /// - Parameters:
    ///   - encoders: one a space that new segments get vectors in; the smallest token limit cuts passages.
    ///   - excludes: patterns in `.gitignore` syntax.
    ///   - reader: opens the files.
    ///   - workers: how many files are read at the same time.
    ///   - element: what values are stored in, from now on; nil for what the index has, or 32 bits.
    ///   - thresholds: from how many vectors on codes and lists are made.
    /// - Throws: `NearestError` with `.locked` when another process writes, `.invalidArgument` when no encoder is
    ///   for text, or what opening the catalog throws.
    package init(
        location: CorpusLocation, encoders: [any Encoder], excludes: [String], reader: any FileReading,
        workers: Int = 2, element: VectorElement? = nil, thresholds: Upkeep.Thresholds = Upkeep.Thresholds()
    ) throws {
        guard let counter = Self.tightestCounter(of: encoders) else {
            throw NearestError(
                .invalidArgument, nil, "none of these models is for text",
                remedy: "Name one that is as well, such as all-MiniLM-L6-v2.")
        }
        self.counter = counter
        try location.create()
        self.location = location
        self.encoders = encoders
        self.excludes = excludes
        self.reader = reader
        self.workers = workers
        self.element = element
        self.thresholds = thresholds
        lock = try WriterLock(folder: location.folder)
        catalog = try Catalog(writingTo: location.folder)
        if let other = try catalog.setting(CorpusLocation.corpusSetting), other != location.corpus,
            !Self.isInside(location)
        {
            throw NearestError(
                .invalidArgument, location.folder, "this folder holds the index of \(other)",
                remedy: "Name another with --index-dir, or replace it with `nearest index --rebuild`.")
        }
        try catalog.setSetting(CorpusLocation.corpusSetting, to: location.corpus)
    }

    /// Brings the index up to date with the corpus.
    ///
    /// - Parameter report: called from two threads, a few times a second.
    /// - Returns: the last progress, in phase `.finished` or `.cancelled`.
    /// - Throws: `NearestError` when the index cannot be written or a model fails; what was committed stays.
    package func run(
        cancellation: Cancellation, report: @escaping @Sendable (IndexingProgress) -> Void
    ) throws -> IndexingProgress {
        let tally = ProgressTally(report: report)
        let extractor = Extractor(reader: self.reader, counter: counter)
        let transcription = try encoders.compactMap { try $0.transcriber() }.first.map { transcriber in
            TranscriptionPass(
                location: location, catalog: catalog, reader: self.reader, extractor: extractor,
                transcriber: transcriber, tally: tally)
        }
        let reading = ReadingPass(
            location: location, catalog: catalog, excludes: excludes, extractor: extractor,
            transcription: transcription, workers: workers, tally: tally, passedOver: passedOver)
        // An error on either side stops the other at its next commit.
        let stop = Cancellation(linkedTo: cancellation)
        let upkeep = BackgroundUpkeep(location: location, stop: stop, thresholds: thresholds)
        defer { upkeep.wait() }
        let encoding = try EncodingPass(
            location: location, catalog: catalog, encoders: encoders, element: element, reader: reader,
            threads: workers, upkeep: upkeep, tally: tally, passedOver: passedOver)
        if let element { try StoredElement.record(element, in: catalog) }

        let readingThread = BackgroundThread(name: "reading") {
            do {
                try reading.run(stop: stop)
            } catch {
                stop.cancel()
                throw error
            }
        }
        do {
            try encoding.run(stop: stop, sourceIsDone: { readingThread.isFinished })
        } catch is CancellationError {
            // The reader's error, if there is one, is what is reported.
        } catch {
            stop.cancel()
            try? readingThread.join()
            throw error
        }
        do {
            try readingThread.join()
        } catch is CancellationError {}
        do {
            if !cancellation.isCancelled {
                // What is being made of a folder must not outlive it.
                upkeep.wait()
                try ProbePass(catalog: catalog, encoders: encoders, passedOver: passedOver).run(stop: stop)
                try encoding.compactIfWorthwhile(stop: stop)
                try upkeep.finish(try catalog.stores())
            }
        } catch is CancellationError {
            // What was rewritten so far is nobody's, and goes with the next run.
        }
        return tally.finish(cancelled: cancellation.isCancelled)
    }

    /// What a run would read, without writing anything.
    package static func preview(
        location: CorpusLocation, excludes: [String], cancellation: Cancellation
    ) throws -> Changes {
        var known: [CorpusPath: FileRecord] = [:]
        do {
            known = try Catalog(readingFrom: location.folder).files()
        } catch let error as NearestError where error.code == .noIndex {
            // Everything is new.
        }
        let crawl = try Crawler(corpus: location.corpus, excludes: excludes)
            .crawl(cancellation: cancellation, progress: { _ in })
        return FoundCorpus(crawl, known: known).changes
    }

    /// An index inside its corpus moves with it; only one elsewhere can be another corpus's.
    private static func isInside(_ location: CorpusLocation) -> Bool {
        location.folder.hasPrefix(location.corpus == "/" ? "/" : location.corpus + "/")
    }

    /// Passages must fit every model that encodes them, so the one that sees the fewest tokens cuts them. The text
    /// tower of a model for pictures encodes none.
    private static func tightestCounter(of encoders: [any Encoder]) -> (any TokenCounter)? {
        encoders.filter(\.space.isForText).compactMap(\.tokenCounter)
            .min { $0.passageTokenLimit < $1.passageTokenLimit }
    }
}
