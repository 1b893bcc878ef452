import Catalog
import Crawler
import Extraction
import Foundation
import NearestCore

/// One file of a reading pass: is it new, does the index know its bytes, and what is in it?
struct FileReadingStep: Sendable {
    let location: CorpusLocation
    let catalog: Catalog
    let extractor: Extractor
    let tally: ProgressTally
    let passedOver: PassedOver
    let stop: Cancellation

    /// Items that are put into the catalog in one transaction: enough that a table of a million records takes
    /// few transactions, and few enough that they fit in memory.
    private static let itemsPerTransaction = 512
    /// What those may weigh together, so that a catalogue of pictures does not wait in memory.
    private static let bytesPerTransaction = 16 << 20
    /// The bytes of a larger file are not read for a digest before they are read for what is in them.
    private static let longestDigest: Int64 = 256 << 20

    func read(_ file: FoundFile, known: FileRecord?, sidecars: SidecarStates) throws {
        var record = FileRecord(
            path: file.path, size: file.size, modifiedNanoseconds: file.modifiedNanoseconds, digest: nil,
            extractorVersion: 0, sidecars: sidecars.state(of: file.path), state: .read)
        do {
            let path = location.absolutePath(of: file.path)
            let kind = try Extractor.kind(ofFileAt: path, named: file.path)
            record.kind = kind.rawValue
            record.extractorVersion = kind.extractorVersion
            if kind == .unsupported {
                record.state = .skipped
                try catalog.record(record, items: [], problems: [])
                return
            }
            if file.size <= Self.longestDigest {
                record.digest = try FileDigest.sha256(ofFileAt: path, cancellation: stop)
                if let known, known.isSame(as: record) {
                    record.state = known.state
                    try catalog.touch(record)
                    return
                }
                if try catalog.adopt(record) { return }
            }
            let beside = sidecars.of(file.path).map { location.absolutePath(of: $0) }
            try extract(record, FileToRead(path: path, name: file.path, sidecars: beside))
        } catch let error as NearestError where error.code == .unreadable {
            record.state = error.mayPass ? .hindered : .failed
            let reason = [error.problem, error.remedy].compactMap { $0 }.joined(separator: ". ")
            try catalog.record(record, items: [], problems: [reason])
            if error.mayPass { passedOver.add(record) }
            tally.update { $0.failures += 1 }
        }
    }

    private func extract(_ record: FileRecord, _ file: FileToRead) throws {
        var record = record
        var batch: [CatalogItem] = []
        var bytes = 0
        var former: Catalog.FormerItems?
        let source = record.source
        let start = ContinuousClock.now
        let problems = try extractor.extract(file, cancellation: stop) { item, mentions in
            batch.append(CatalogItem(item: item, digest: ItemDigest.of(item, in: source), mentions: mentions))
            bytes += item.thumbnail?.count ?? 0
            guard batch.count >= Self.itemsPerTransaction || bytes >= Self.bytesPerTransaction else { return }
            if former == nil {
                var started = record
                started.state = .reading
                former = try catalog.begin(started)
            }
            try add(batch, to: record.path)
            batch.removeAll(keepingCapacity: true)
            bytes = 0
        }
        record.milliseconds = (ContinuousClock.now - start) / .milliseconds(1)
        if let former {
            try add(batch, to: record.path)
            try catalog.finish(
                record.path, inPlaceOf: former, state: .read, milliseconds: record.milliseconds, problems: problems)
        } else {
            let added = try catalog.record(record, items: batch, problems: problems)
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
    /// Whether `other` has the same bytes and would be extracted the same way.
    fileprivate func isSame(as other: FileRecord) -> Bool {
        let isDone = state == .read || state == .failed
        // An index of the first format does not say how a file was read; its one version was that of these kinds.
        let isSameKind = kind == other.kind || kind == nil && isDone
        return digest != nil && digest == other.digest && isSameKind
            && extractorVersion == other.extractorVersion && sidecars == other.sidecars && isDone
    }

    /// The digest of its bytes; for a file too large for that, what tells at a glance that it has changed.
    fileprivate var source: [UInt8] {
        digest?.bytes ?? path.bytes + Array("\n\(size) \(modifiedNanoseconds)".utf8)
    }
}
