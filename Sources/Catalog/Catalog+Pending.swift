import Foundation
import GRDB
import NearestCore

/// The segments that wait for vectors: the queue between reading and encoding.
extension Catalog {
    /// How many segments of `modality` wait for a vector, or labels, in the space.
    ///
    /// - Parameter cursor: only those beyond it.
    package func pendingCount(
        spaceID: Int64, modality: Modality, kind: PendingSegment.Kind, after cursor: SegmentID = 0
    ) throws -> Int {
        try read { database in
            try Int.fetchOne(
                database, sql: "SELECT count(*) FROM \(Self.pending(modality, kind))",
                arguments: [cursor, modality.rawValue, spaceID]) ?? 0
        }
    }

    /// The next segments that wait for a vector, or labels, in the space, by ascending id, beyond `cursor`.
    ///
    /// - Returns: the segments, and up to which id there are no others: where to look on from. Ids ascend with time,
    ///   so what is added later lies beyond.
    package func pendingSegments(
        spaceID: Int64, modality: Modality, kind: PendingSegment.Kind, after cursor: SegmentID, limit: Int
    ) throws -> (segments: [PendingSegment], seen: SegmentID) {
        try read { database in
            let newest = try Int64.fetchOne(database, sql: "SELECT max(id) FROM segment") ?? 0
            // Most askings come when nothing was added since the last one.
            if newest <= cursor { return ([], cursor) }
            let segments = try Row.fetchAll(
                database,
                sql: """
                    SELECT id, text, \(kind == .labelledPiece ? Self.hasVector : "0") AS has_vector
                    FROM \(Self.pending(modality, kind)) ORDER BY id LIMIT ?4
                    """,
                arguments: [cursor, modality.rawValue, spaceID, limit]
            ).map { PendingSegment(id: $0["id"], text: $0["text"], hasVector: $0["has_vector"]) }
            return (segments, segments.count < limit ? newest : segments.last?.id ?? cursor)
        }
    }

    /// Records why a segment of a file has no vector in a space, in place of what was said of it before. What the
    /// status says already of the file is not said twice.
    ///
    /// - Returns: whether it is new.
    @discardableResult
    package func recordFailure(
        _ reason: String, at path: CorpusPath, segment: SegmentID, spaceID: Int64
    ) throws -> Bool {
        try write { database in
            let path = Data(path.bytes)
            try database.execute(
                sql: "DELETE FROM failure WHERE segment_id = ? AND space_id = ? AND reason <> ?",
                arguments: [segment, spaceID, reason])
            let known = try Int.fetchOne(
                database, sql: "SELECT 1 FROM failure WHERE path = ? AND reason = ?", arguments: [path, reason])
            if known != nil { return false }
            try database.execute(
                sql: "INSERT INTO failure (path, reason, segment_id, space_id) VALUES (?, ?, ?, ?)",
                arguments: [path, reason, segment, spaceID])
            return true
        }
    }

    /// Argument 3: the space.
    private static let hasVector =
        "EXISTS (SELECT 1 FROM vector WHERE space_id = ?3 AND segment_id = segment.id)"

    /// What stands between FROM and ORDER BY. Arguments: the cursor, the modality, the space.
    private static func pending(_ modality: Modality, _ kind: PendingSegment.Kind) -> String {
        // Most segments are text: they are walked through by id. Others are found by their index.
        let isText = modality == .text
        return """
            segment \(isText ? "NOT INDEXED" : "INDEXED BY segment_media")
            WHERE id > ?1 AND modality = ?2 \(isText ? "" : "AND modality <> 'text'")
                AND \(Schema.group) = \(kind == .words ? 0 : 1)
                AND NOT EXISTS (
                    SELECT 1 FROM vector
                    WHERE space_id = ?3 AND segment_id = segment.id \(kind == .labelledPiece ? "AND is_labelled" : ""))
            """
    }
}
