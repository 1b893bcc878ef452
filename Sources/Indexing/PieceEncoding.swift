import Catalog
import Extraction
import NearestCore

/// Pieces of one modality to vectors: pictures, windows of sound, shots of films. Each is read once for all encoders
/// that take it in the same form, and the next ones are read while these are encoded.
final class PieceEncoding {
    let form: MediaPiece.Form
    let modality: Modality
    private(set) var targets: [VectorTarget] = []

    private let location: CorpusLocation
    private let catalog: Catalog
    private let reader: any FileReading
    private let threads: Int
    private let upkeep: BackgroundUpkeep
    private let tally: ProgressTally
    private let passedOver: PassedOver
    private let wordSpaces: Int

    /// Pieces up to this id have their vectors, or have had their turn.
    private(set) var cursor: SegmentID = 0
    private var ahead: Batch?

    /// What one target waits for.
    private struct Wanted {
        var pieces: Set<SegmentID> = []
        /// Those of which it has vectors, and no labels.
        var labelsOnly: Set<SegmentID> = []
    }

    /// Pieces that are on their way.
    private struct Batch {
        var fetch: MediaFetch
        /// For each target.
        var wanted: [Wanted]
        /// Where to look on from when all of them were read.
        var end: SegmentID
    }

    /// A piece that was read.
    private struct Readable {
        var outcome: MediaFetch.Outcome
        var input: EncoderInput
        /// Whether a vector of it is there, and only labels are wanted.
        var hasVector: Bool
    }

    /// Pieces a commit.
    private static let batchSize = 16

    /// - Parameters:
    ///   - form: what encoders take of this modality.
    ///   - threads: how many read at the same time.
    ///   - passedOver: what was in vain before.
    ///   - wordSpaces: in how many spaces the labels that are predicted here will have vectors.
    init(
        _ form: MediaPiece.Form, of modality: Modality, location: CorpusLocation, catalog: Catalog,
        reader: any FileReading, threads: Int, upkeep: BackgroundUpkeep, tally: ProgressTally,
        passedOver: PassedOver, wordSpaces: Int
    ) {
        self.form = form
        self.modality = modality
        self.location = location
        self.catalog = catalog
        self.reader = reader
        self.threads = threads
        self.upkeep = upkeep
        self.tally = tally
        self.passedOver = passedOver
        self.wordSpaces = wordSpaces
    }

    /// In which form an encoder takes pieces; nil where it takes none of this modality.
    static func form(of modality: Modality, for encoder: any Encoder) -> MediaPiece.Form? {
        switch modality {
        case .text: nil
        case .image: .picture
        case .audio: .sound(rate: encoder.listener?.rate ?? 16_000)
        case .video: encoder.viewer.map { .film($0.sampling) }
        }
    }

    func add(_ target: VectorTarget) {
        targets.append(target)
    }

    /// One commit in each space.
    ///
    /// - Returns: whether there was something to do.
    /// - Throws: `CancellationError`; what encoders and the disk throw. A piece that cannot be read or encoded is noted
    ///   and passed over.
    func encodeNext(stop: Cancellation) throws -> Bool {
        try stop.check()
        guard let batch = try ahead ?? begin(stop) else { return false }
        ahead = nil
        let outcomes = try batch.fetch.finish()
        cursor = outcomes.count == batch.fetch.count ? batch.end : outcomes.last?.segment ?? batch.end
        ahead = try begin(stop)
        for (target, wanted) in zip(targets, batch.wanted) {
            try encode(
                outcomes.filter { wanted.pieces.contains($0.segment) }, labelsOnly: wanted.labelsOnly, for: target,
                stop)
        }
        return true
    }

    /// Ends the reading ahead.
    func close() {
        ahead?.fetch.abandon()
        ahead = nil
    }

    /// Starts to read the next pieces that any target waits for; nil when there are none.
    private func begin(_ stop: Cancellation) throws -> Batch? {
        while true {
            try stop.check()
            let next = try next()
            if next.ids.isEmpty {
                cursor = next.end
                return nil
            }
            let records = try catalog.segments(next.ids)
            let requests = next.ids.compactMap { id in records[id].flatMap { request(for: $0, next.wanted) } }
            guard !requests.isEmpty else {
                cursor = next.end
                continue
            }
            let fetch = MediaFetch(
                requests, reader: reader, viewer: targets.lazy.compactMap(\.encoder.viewer).first, threads: threads,
                stop: stop)
            return Batch(fetch: fetch, wanted: next.wanted, end: next.end)
        }
    }

    /// The next pieces by ascending id, for each target which of them it waits for, and where to look on from.
    private func next() throws -> (ids: [SegmentID], wanted: [Wanted], end: SegmentID) {
        var wanted: [Wanted] = []
        var end = SegmentID.max
        for target in targets {
            let (segments, seen) = try target.pending(after: cursor, limit: Self.batchSize)
            wanted.append(
                Wanted(
                    pieces: Set(segments.map(\.id)),
                    labelsOnly: Set(segments.lazy.filter(\.hasVector).map(\.id))))
            end = min(end, seen)
        }
        // Beyond the end, some target was not asked yet: reading went on meanwhile.
        let all = wanted.reduce(into: Set()) { $0.formUnion($1.pieces) }.filter { $0 <= end }.sorted()
        // The first of all are among each target's first, where it waits for them.
        let ids = Array(all.prefix(Self.batchSize))
        if ids.count == Self.batchSize, let last = ids.last { end = last }
        for (index, target) in targets.enumerated() {
            wanted[index].pieces = wanted[index].pieces.filter { !passedOver.holds($0, in: target.spaceID) }
        }
        return (ids, wanted, end)
    }

    /// The piece as the first file that holds it has it; nil when no file does any more, or no target can take it.
    private func request(for record: SegmentRecord, _ wanted: [Wanted]) -> MediaFetch.Request? {
        guard let place = record.occurrences.first, wanted.contains(where: { $0.pieces.contains(record.id) }) else {
            return nil
        }
        let file = FileToRead(path: location.absolutePath(of: place.path), name: place.path)
        return MediaFetch.Request(
            segment: record.id,
            piece: MediaPiece(file: file, part: place.part, place: record.segment.place, form: form))
    }

    private func encode(
        _ outcomes: [MediaFetch.Outcome], labelsOnly: Set<SegmentID>, for target: VectorTarget, _ stop: Cancellation
    ) throws {
        var readable: [Readable] = []
        for outcome in outcomes {
            switch outcome.input {
            case .success(let input):
                let isKnown = labelsOnly.contains(outcome.segment)
                readable.append(Readable(outcome: outcome, input: input, hasVector: isKnown))
            case .failure(let error): try passOver(outcome, error, target)
            }
        }
        var taken: [Readable] = []
        var labels: [PredictedLabels] = []
        do {
            labels = try append(readable, to: target, stop)
            taken = readable
        } catch let error as NearestError where error.isAboutAnInput {
            // One of them cannot be taken: the others can.
            for piece in readable {
                do {
                    labels += try append([piece], to: target, stop)
                    taken.append(piece)
                } catch let error as NearestError where error.isAboutAnInput {
                    try passOver(piece.outcome, error, target)
                }
            }
        }
        if !taken.isEmpty { try commit(taken, labels, of: target) }
    }

    private func commit(_ taken: [Readable], _ labels: [PredictedLabels], of target: VectorTarget) throws {
        let fresh = taken.filter { !$0.hasVector }.map(\.outcome.segment)
        let (rows, added) = try target.commit(fresh, labels: labels)
        if !fresh.isEmpty {
            upkeep.committed(.init(folder: target.folder, space: target.encoder.space, rows: rows))
        }
        if added > 0 { tally.update { $0.segmentsToEncode += added * wordSpaces } }
        tally.encoded(taken.count)
    }

    /// - Returns: what the encoder says of each piece, where it is one that does.
    private func append(
        _ pieces: [Readable], to target: VectorTarget, _ stop: Cancellation
    ) throws -> [PredictedLabels] {
        if pieces.isEmpty { return [] }
        // Those that have their vectors are here for labels.
        let fresh = pieces.filter { !$0.hasVector }
        let ids = fresh.map(\.outcome.segment)
        guard let classifier = target.classifier else {
            let vectors = try target.encoder.encode(fresh.map(\.input), purpose: .document, cancellation: stop)
            try target.append(ids: ids, vectors: vectors)
            return []
        }
        let known = pieces.filter(\.hasVector)
        // Everything is asked for before anything is appended: an input that is refused must leave no vectors behind.
        let labels =
            known.isEmpty
            ? []
            : try classifier.labels(of: known.map(\.input), count: LikelyLabels.most, cancellation: stop)
        var freshLabels: [[Label]] = []
        if !fresh.isEmpty {
            let answer = try classifier.encodeWithLabels(
                fresh.map(\.input), purpose: .document, count: LikelyLabels.most, cancellation: stop)
            try target.append(ids: ids, vectors: answer.vectors)
            freshLabels = answer.labels
        }
        return zip(fresh + known, freshLabels + labels).map { piece, labels in
            PredictedLabels(piece: piece.outcome.segment, text: LikelyLabels.text(labels))
        }
    }

    /// Says why a piece has no vector. The next start of the program tries again.
    private func passOver(_ outcome: MediaFetch.Outcome, _ error: NearestError, _ target: VectorTarget) throws {
        let problem = [error.problem, error.remedy].compactMap { $0 }.joined(separator: ". ")
        let reason = outcome.part.map { "\(PlainText.oneLine($0)): \(problem)" } ?? problem
        let isNew = try catalog.recordFailure(
            reason, at: outcome.path, segment: outcome.segment, spaceID: target.spaceID)
        passedOver.add(outcome.segment, in: target.spaceID)
        tally.passedOver(1, isNew: isNew)
    }
}

extension NearestError {
    /// Whether another input might be encoded where this one is not.
    fileprivate var isAboutAnInput: Bool { code == .invalidArgument || code == .unreadable }
}
