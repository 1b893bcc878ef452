import Catalog
import Crawler
import Extraction
import NearestCore

/// The reading half of an indexing run: finds what changed and puts its segments into the catalog.
struct ReadingPass: Sendable {
    let location: CorpusLocation
    let catalog: Catalog
    let excludes: [String]
    let extractor: Extractor
    let tally: ProgressTally

    /// Items that are put into the catalog in one transaction: enough that a table of a million records takes
    /// few transactions, and few enough that they fit in memory.
    private static let itemsPerTransaction = 512

    /// - Throws: `CancellationError` when stopped; `NearestError` when the corpus or catalog fails as a whole.
    func run(stop: Cancellation) throws {
        let crawl = try Crawler(corpus: location.corpus, excludes: excludes).crawl(cancellation: stop) { found in
            tally.update { $0.filesFound = found }
        }
        let files = try catalog.files()
        let changes = Changes.between(known: Self.known(files), crawl: Self.withoutImported(crawl, files))
        tally.update(now: true) { progress in
            progress.phase = .extracting
            progress.filesFound = crawl.files.count
            progress.filesToRead = changes.toRead.count
        }
        try catalog.replaceFolderFailures(crawl.failures.map { Failure(path: $0.path, reason: $0.reason) })
        for file in changes.toRead {
            try stop.check()
            try read(file, known: files[file.path], stop: stop)
            tally.update { $0.filesRead += 1 }
        }
        try catalog.removeFiles(changes.gone)
        try catalog.sweep()
        tally.update(now: true) { $0.phase = .encoding }
    }

    /// The crawl without files that imported vectors stand for: they would take those vectors' place.
    static func withoutImported(_ crawl: Crawl, _ files: [CorpusPath: FileRecord]) -> Crawl {
        var crawl = crawl
        crawl.files.removeAll { files[$0.path]?.state == .imported }
        return crawl
    }

    /// What a crawl is compared with; imported vectors have no files that could be gone.
    static func known(_ files: [CorpusPath: FileRecord]) -> [CorpusPath: KnownFile] {
        files.filter { $0.value.state != .imported }.mapValues { file in
            KnownFile(
                path: file.path, size: file.size, modifiedNanoseconds: file.modifiedNanoseconds,
                needsReading: file.needsReading)
        }
    }

    private func read(_ file: FoundFile, known: FileRecord?, stop: Cancellation) throws {
        var record = FileRecord(
            path: file.path, size: file.size, modifiedNanoseconds: file.modifiedNanoseconds, digest: nil,
            extractorVersion: Extractor.version, state: .read)
        do {
            let path = location.absolutePath(of: file.path)
            guard try Extractor.reads(fileAt: path, named: file.path) else {
                record.state = .skipped
                try catalog.record(record, items: [], problems: [])
                return
            }
            // A larger file is refused by extraction or read as a stream, once: its bytes are not read for a
            // digest before.
            if file.size <= extractor.limits.maximumTextBytes {
                record.digest = try FileDigest.sha256(ofFileAt: path, cancellation: stop)
                if let known, known.isSame(as: record) {
                    record.state = known.state
                    try catalog.touch(record)
                    return
                }
                if try catalog.adopt(record) { return }
            }
            try extract(record, at: path, stop: stop)
        } catch let error as NearestError where error.code == .unreadable {
            record.state = .failed
            // A remedy lies outside the file (a program that is missing, a permission): the next run looks again.
            if error.remedy != nil { record.digest = nil }
            let reason = [error.problem, error.remedy].compactMap { $0 }.joined(separator: ". ")
            try catalog.record(record, items: [], problems: [reason])
            tally.update { $0.failures += 1 }
        }
    }

    private func extract(_ record: FileRecord, at path: [UInt8], stop: Cancellation) throws {
        var items: [CatalogItem] = []
        var begun = false
        let problems = try extractor.extract(fileAt: path, named: record.path, cancellation: stop) { item in
            items.append(CatalogItem(item: item, digest: ItemDigest.of(item)))
            guard items.count >= Self.itemsPerTransaction else { return }
            if !begun {
                var started = record
                started.state = .reading
                try catalog.begin(started)
                begun = true
            }
            try add(items, to: record.path)
            items.removeAll(keepingCapacity: true)
        }
        if begun {
            try add(items, to: record.path)
            try catalog.finish(record.path, state: .read, problems: problems)
        } else {
            let added = try catalog.record(record, items: items, problems: problems)
            tally.update { $0.segmentsToEncode += added }
        }
        if !problems.isEmpty { tally.update { $0.failures += 1 } }
    }

    private func add(_ items: [CatalogItem], to path: CorpusPath) throws {
        let added = try catalog.add(items, to: path)
        tally.update { $0.segmentsToEncode += added }
    }
}

extension FileRecord {
    /// Whether a run must look into the file even when its size and time are the same.
    var needsReading: Bool {
        switch state {
        case .reading: true
        case .failed where digest == nil: true
        case .imported: false
        case .read, .failed, .skipped: extractorVersion != Extractor.version
        }
    }

    /// Whether `other` has the same bytes and would be extracted the same way.
    fileprivate func isSame(as other: FileRecord) -> Bool {
        digest != nil && digest == other.digest && extractorVersion == other.extractorVersion && state != .reading
    }
}
