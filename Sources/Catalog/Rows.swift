import Foundation
import GRDB
import NearestCore

// How the values of NearestCore stand in the tables' columns.

extension CorpusPath {
    init(_ data: Data) {
        self.init(bytes: data)
    }
}

extension FileRecord {
    /// What the initialiser reads.
    static let columns = "path, size, modified, digest, kind, extractor, sidecars, milliseconds, state"

    init(_ row: Row) {
        let digest: Data? = row["digest"]
        self.init(
            path: CorpusPath(row["path"] as Data), size: row["size"], modifiedNanoseconds: row["modified"],
            digest: digest.flatMap { $0.count == 32 ? ContentDigest(bytes: $0) : nil },
            kind: row["kind"], extractorVersion: row["extractor"], sidecars: row["sidecars"],
            milliseconds: row["milliseconds"],
            // An unknown state can only come from damage; reading the file again mends it.
            state: State(rawValue: row["state"]) ?? .reading)
    }
}

extension SegmentRecord.Occurrence {
    init(_ row: Row) {
        var path = CorpusPath(row["path"] as Data)
        var record: Int? = row["record"]
        if row["state"] == FileRecord.State.imported.rawValue, let number = record {
            // A row of an array: it has no file, and a path that tells it from the others.
            path = CorpusPath(bytes: path.bytes + Array("#\(number)".utf8))
            record = nil
        }
        self.init(
            path: path, record: record, part: row["part"], page: row["page"], modifiedNanoseconds: row["modified"])
    }
}

extension Segment {
    func columns(contentID: Int64?, ordinal: Int) -> StatementArguments {
        var range: Range<Int>?
        var seconds: (start: Double, end: Double)?
        switch place {
        case .whole: break
        case .text(_, let textRange): range = textRange
        case .time(let start, let end): seconds = (start, end)
        }
        return [
            contentID, ordinal, modality.rawValue, evidence.rawValue, place.page, range?.lowerBound,
            range?.upperBound, seconds?.start, seconds?.end, text,
        ]
    }

    init(_ row: Row) {
        let start: Int? = row["text_start"]
        let end: Int? = row["text_end"]
        let startSeconds: Double? = row["start_seconds"]
        let endSeconds: Double? = row["end_seconds"]
        var place = Place.whole
        if let start, let end, start <= end {
            place = .text(page: row["page"], range: start..<end)
        } else if let startSeconds, let endSeconds {
            place = .time(start: startSeconds, end: endSeconds)
        }
        self.init(
            modality: Modality(rawValue: row["modality"]) ?? .text,
            evidence: Evidence(rawValue: row["evidence"]) ?? .content, place: place, text: row["text"])
    }
}
