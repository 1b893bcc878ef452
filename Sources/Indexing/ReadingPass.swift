import Catalog
import Crawler
import Extraction
import NearestCore
import Synchronization

/// The reading half of an indexing run: finds what changed and puts its segments into the catalog.
struct ReadingPass: Sendable {
    let location: CorpusLocation
    let catalog: Catalog
    let excludes: [String]
    let extractor: Extractor
    /// Writes down what is said in recordings; nil where no such model was chosen.
    let transcription: TranscriptionPass?
    /// How many files are read at the same time.
    let workers: Int
    let tally: ProgressTally
    let passedOver: PassedOver

    /// Captions that are made in one transaction.
    private static let captionsPerTransaction = 512

    /// - Throws: `CancellationError` when stopped; `NearestError` when the corpus or catalog fails as a whole.
    func run(stop: Cancellation) throws {
        let crawl = try Crawler(corpus: location.corpus, excludes: excludes).crawl(cancellation: stop) { found in
            tally.update { $0.filesFound = found }
        }
        let files = try catalog.files()
        let found = FoundCorpus(crawl, known: files)
        var changes = found.changes
        changes.toRead.removeAll { passedOver.holds($0, sidecars: found.sidecars.state(of: $0.path)) }
        tally.update(now: true) { progress in
            progress.phase = .extracting
            progress.filesFound = found.count
            progress.filesToRead = changes.toRead.count
        }
        try catalog.replaceFolderFailures(crawl.failures.map { Failure(path: $0.path, reason: $0.reason) })
        try read(changes.toRead, known: files, sidecars: found.sidecars, stop: stop)
        try catalog.removeFiles(changes.gone)
        try addCaptions(stop: stop)
        try catalog.sweep()
        try transcription?.run(stop: stop)
        tally.update(now: true) { $0.phase = .encoding }
    }

    /// Several threads take file after file from one queue; each waits for a worker process of its own.
    private func read(
        _ files: [FoundFile], known: [CorpusPath: FileRecord], sidecars: SidecarStates, stop: Cancellation
    ) throws {
        let next = Atomic(0)
        // An error on one thread stops the others at their next file.
        let halt = Cancellation(linkedTo: stop)
        let threads = (0..<max(1, min(workers, files.count))).map { number in
            BackgroundThread(name: "reading \(number + 1)") {
                do {
                    while true {
                        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
                        guard index < files.count else { return }
                        try halt.check()
                        let reading = FileReadingStep(
                            location: location, catalog: catalog, extractor: extractor, tally: tally,
                            passedOver: passedOver, stop: halt)
                        try reading.read(files[index], known: known[files[index].path], sidecars: sidecars)
                        tally.update { $0.filesRead += 1 }
                    }
                } catch {
                    halt.cancel()
                    throw error
                }
            }
        }
        let results = threads.map { thread in Result { try thread.join() } }
        try stop.check()
        for case .failure(let error) in results where !(error is CancellationError) { throw error }
        try halt.check()
    }

    /// What documents say of pictures becomes the pictures' captions.
    private func addCaptions(stop: Cancellation) throws {
        var cursor: Int64 = 0
        while true {
            try stop.check()
            let pending = try catalog.pendingCaptions(after: cursor, limit: Self.captionsPerTransaction)
            guard let last = pending.last else { return }
            let captions = try pending.compactMap { caption in
                let item = try extractor.caption(caption.text, cancellation: stop)
                return item.segments.isEmpty
                    ? nil : (caption.mentionID, CatalogItem(item: item, digest: ItemDigest.of(item)))
            }
            let added = try catalog.addCaptions(captions)
            tally.update { $0.segmentsToEncode += added }
            cursor = last.mentionID
        }
    }
}
