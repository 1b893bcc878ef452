import Foundation
import GRDB
import NearestCore

/// Recordings and films whose words nobody has written down: a model's transcript becomes an item beside them.
extension Catalog {
    /// An item with sound and without a transcript of any kind.
    package struct PendingTranscript: Hashable, Sendable {
        package var itemID: Int64
        package var contentID: Int64
        package var path: CorpusPath
        /// In seconds, in the order of time.
        package var windows: [Range<Double>]
        package var isFilm: Bool
    }

    /// The next one by ascending id, beyond `cursor`.
    package func pendingTranscript(after cursor: Int64) throws -> PendingTranscript? {
        try read { database in
            let row = try Row.fetchOne(
                database,
                sql: """
                    SELECT item.id, item.content_id, file.path,
                        EXISTS (SELECT 1 FROM segment WHERE content_id = item.content_id AND modality = 'video')
                            AS is_film
                    FROM item JOIN file ON file.id = item.file_id AND file.state = 'read'
                    WHERE item.id > ? AND item.part IS NULL AND item.transcript_of IS NULL
                        AND EXISTS (
                            SELECT 1 FROM segment WHERE content_id = item.content_id
                                AND modality = 'audio' AND evidence = 'native')
                        AND NOT EXISTS (
                            SELECT 1 FROM item AS heard
                            WHERE heard.file_id = item.file_id AND heard.transcript_of = item.content_id)
                        AND NOT EXISTS (
                            SELECT 1 FROM item AS beside JOIN segment ON segment.content_id = beside.content_id
                            WHERE beside.file_id = item.file_id AND segment.evidence = 'transcript')
                    ORDER BY item.id LIMIT 1
                    """, arguments: [cursor])
            guard let row else { return nil }
            let contentID: Int64 = row["content_id"]
            return PendingTranscript(
                itemID: row["id"], contentID: contentID, path: CorpusPath(row["path"] as Data),
                windows: try Self.soundWindows(of: contentID, in: database), isFilm: row["is_film"])
        }
    }

    /// Gives an item the transcript that a model made of the same content in another file.
    ///
    /// - Returns: whether there was one.
    package func adoptTranscript(for pending: PendingTranscript) throws -> Bool {
        try write { database in
            let known = try Int64.fetchOne(
                database, sql: "SELECT content_id FROM item WHERE transcript_of = ? LIMIT 1",
                arguments: [pending.contentID])
            guard let known else { return false }
            try Self.addTranscript(known, to: pending, in: database)
            return true
        }
    }

    /// Adds what a model heard. One without segments says that nothing was said, so that no one listens again.
    ///
    /// - Parameter problem: why some of it was not heard.
    /// - Returns: how many segments are new to the index.
    @discardableResult
    package func addTranscript(
        _ entry: CatalogItem, to pending: PendingTranscript, problem: String?
    ) throws -> Int {
        try write { database in
            // The file may have been read anew, or be gone, while the model listened.
            let still = try Int64.fetchOne(
                database, sql: "SELECT id FROM item WHERE id = ? AND content_id = ?",
                arguments: [pending.itemID, pending.contentID])
            guard still != nil else { return 0 }
            let (contentID, added) = try Self.content(of: entry.item, digest: entry.digest, in: database)
            try Self.addTranscript(contentID, to: pending, in: database)
            if let problem {
                try database.execute(
                    sql: "INSERT INTO failure (path, reason) VALUES (?, ?)",
                    arguments: [Data(pending.path.bytes), problem])
            }
            return added
        }
    }

    private static func addTranscript(
        _ contentID: Int64, to pending: PendingTranscript, in database: Database
    ) throws {
        try database.execute(
            sql: """
                INSERT INTO item (file_id, record, content_id, page, transcript_of)
                SELECT file_id, record, ?, page, content_id FROM item WHERE id = ?
                """, arguments: [contentID, pending.itemID])
        try noteChange(in: database)
    }

    private static func soundWindows(of contentID: Int64, in database: Database) throws -> [Range<Double>] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT start_seconds, end_seconds FROM segment
                WHERE content_id = ? AND modality = 'audio' AND evidence = 'native' AND start_seconds <= end_seconds
                ORDER BY start_seconds
                """, arguments: [contentID]
        ).map { ($0["start_seconds"] as Double)..<($0["end_seconds"] as Double) }
    }
}
