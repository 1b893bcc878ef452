import GRDB
import NearestCore

/// Labels: the words that a classifier has for a piece. They are a segment beside the piece, of the same content and at
/// the same place, and so whatever is true of the content's other words is true of them.
extension Catalog {
    /// Adds what the model of a space predicted of pieces that have their vectors already.
    ///
    /// - Returns: how many segments are new to the index.
    package func commitLabels(_ labels: [PredictedLabels], spaceID: Int64) throws -> Int {
        try commit { try Self.put(labels, spaceID: spaceID, in: $0) }
    }

    /// Labels in place of those that the same model predicted of the same pieces before, whatever the space: at another
    /// revision, precision or number of dimensions it has nothing else to say. Where it says the same again, the
    /// segment stays, and with it its vectors.
    ///
    /// - Returns: how many segments are new to the index.
    static func put(_ labels: [PredictedLabels], spaceID: Int64, in database: Database) throws -> Int {
        if labels.isEmpty { return 0 }
        let mark = try database.cachedStatement(
            sql: "UPDATE vector SET is_labelled = 1 WHERE space_id = ? AND segment_id = ?")
        let mend = try database.cachedStatement(sql: "DELETE FROM failure WHERE segment_id = ? AND space_id = ?")
        let exists = try database.cachedStatement(sql: "SELECT 1 FROM segment WHERE id = ?")
        var added = 0
        for label in labels {
            // Of a piece that went while it was looked at, nothing is kept.
            guard try Int.fetchOne(exists, arguments: [label.piece]) != nil else { continue }
            try mark.execute(arguments: [spaceID, label.piece])
            try mend.execute(arguments: [label.piece, spaceID])
            let stands = try replaceFormer(by: label, spaceID: spaceID, in: database)
            if stands || label.text.isEmpty { continue }
            try insert(label, spaceID: spaceID, in: database)
            added += 1
        }
        // Which segments a filter lets through is not what it was.
        try noteChange(in: database)
        return added
    }

    /// Drops what the model said of the piece before.
    ///
    /// - Returns: whether it said the same.
    private static func replaceFormer(
        by label: PredictedLabels, spaceID: Int64, in database: Database
    ) throws -> Bool {
        let former = try Row.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT id, text FROM segment WHERE labels_of = ? AND labels_by IN (
                        SELECT id FROM space WHERE model = (SELECT model FROM space WHERE id = ?))
                    """), arguments: [label.piece, spaceID])
        var stands = false
        for row in former {
            let id: SegmentID = row["id"]
            if !stands, label.text == row["text"] {
                stands = true
                try database.execute(
                    sql: "UPDATE segment SET labels_by = ? WHERE id = ?", arguments: [spaceID, id])
            } else {
                try drop(id, in: database)
            }
        }
        return stands
    }

    private static func insert(_ label: PredictedLabels, spaceID: Int64, in database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO segment (content_id, ordinal, modality, evidence, page, text_start, text_end,
                    start_seconds, end_seconds, text, labels_of, labels_by)
                SELECT content_id, (
                        SELECT max(ordinal) + 1 FROM segment AS other WHERE other.content_id = piece.content_id),
                    modality, ?, page, text_start, text_end, start_seconds, end_seconds, ?, id, ?
                FROM segment AS piece WHERE id = ?
                """
        ).execute(arguments: [Evidence.labels.rawValue, label.text, spaceID, label.piece])
    }

    /// Takes one segment away, and makes its vectors dead rows.
    private static func drop(_ segment: SegmentID, in database: Database) throws {
        try database.execute(
            sql: """
                INSERT OR IGNORE INTO removed (space_id, modality, segment_id)
                SELECT vector.space_id, segment.modality, segment.id
                FROM segment JOIN vector ON vector.segment_id = segment.id WHERE segment.id = ?
                """, arguments: [segment])
        try database.execute(sql: "DELETE FROM vector WHERE segment_id = ?", arguments: [segment])
        try database.execute(sql: "DELETE FROM segment WHERE id = ?", arguments: [segment])
    }
}
