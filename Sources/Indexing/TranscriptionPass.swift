import Catalog
import Extraction
import NearestCore

/// Writes down what is said in recordings and films that have sound and no transcript of any kind, where a model that
/// does so was chosen for the index.
///
/// Each content is heard once. What was heard is committed file by file, as an item beside the recording, so that an
/// interrupted run goes on with the next one.
struct TranscriptionPass: Sendable {
    let location: CorpusLocation
    let catalog: Catalog
    let reader: any FileReading
    let extractor: Extractor
    let transcriber: any Transcriber
    let tally: ProgressTally

    /// - Throws: `CancellationError` when stopped; `NearestError` when the catalog or the model fails.
    func run(stop: Cancellation) throws {
        var cursor: Int64 = 0
        while let pending = try catalog.pendingTranscript(after: cursor) {
            try stop.check()
            cursor = pending.itemID
            if try catalog.adoptTranscript(for: pending) { continue }
            try hear(pending, stop: stop)
        }
    }

    private func hear(_ pending: Catalog.PendingTranscript, stop: Cancellation) throws {
        let file = FileToRead(path: location.absolutePath(of: pending.path), name: pending.path)
        let sound = WindowedSound(file, windows: pending.windows, rate: transcriber.rate, reader: reader)
        let pieces = try transcriber.transcript(of: sound, language: nil, cancellation: stop)
        let item = try extractor.transcript(
            pieces, by: transcriber.model, modality: pending.isFilm ? .video : .audio, cancellation: stop)
        let added = try catalog.addTranscript(
            CatalogItem(item: item, digest: ItemDigest.of(item)), to: pending, problem: sound.problem)
        tally.update { $0.segmentsToEncode += added }
    }
}
