import Foundation
import GRDB
import NearestCore

/// Vectors that were made elsewhere: rows that are items without a file.
///
/// A million rows are a few statements, not a few millions: the descriptions go to SQLite as one JSON array, and the
/// tables are filled by selections from it. All keys ascend, so every index grows at its end.
extension Catalog {
    /// The id that the next segment may have.
    package func nextSegment() throws -> SegmentID {
        try read { database in
            let last = try Int64.fetchOne(database, sql: "SELECT seq FROM sqlite_sequence WHERE name = 'segment'")
            return (last ?? 0) + 1
        }
    }

    /// Makes rows whose vectors are safely on disk part of the index: the commit.
    ///
    /// - Parameters:
    ///   - name: of the import; also the file that rows without a path of their own belong to.
    ///   - rows: the rows of the vector file that now count, these included.
    ///   - progress: kept as a setting, in the same transaction.
    /// - Throws: `.invalidArgument` when a row's path is that of a file that is indexed.
    package func commitImport(
        _ imported: ImportedRows, name: String, spaceID: Int64, modality: Modality, folder: String, rows: Int,
        progress: (name: String, value: String)
    ) throws {
        let descriptions = String(decoding: try JSONEncoder().encode(imported.descriptions), as: UTF8.self)
        try commit { database in
            try Self.makeBatch(imported, descriptions: descriptions, in: database)
            try Self.addFiles(name: name, in: database)
            let first = imported.firstSegment - Int64(imported.range.lowerBound)
            // A content each: two equal rows are still two vectors. The digest stands for that, not for the text.
            try database.execute(
                sql: """
                    INSERT INTO content (digest, title)
                    SELECT CAST(printf('%016x%016d', ?, row) AS BLOB), title FROM batch ORDER BY row
                    """, arguments: [spaceID])
            let contents = database.lastInsertedRowID - Int64(imported.range.upperBound - 1)
            try database.execute(
                sql: """
                    INSERT INTO item (file_id, record, content_id)
                    SELECT coalesce(file.id, (SELECT id FROM file WHERE path = ?)),
                        CASE WHEN batch.path IS NULL THEN row END, row + ?
                    FROM batch LEFT JOIN file ON file.path = batch.path ORDER BY row
                    """, arguments: [Data(name.utf8), contents])
            try database.execute(
                sql: """
                    INSERT INTO segment (id, content_id, ordinal, modality, evidence, text)
                    SELECT row + ?, row + ?, 0, ?, ?, text FROM batch ORDER BY row
                    """, arguments: [first, contents, modality.rawValue, Evidence.imported.rawValue])
            try database.execute(
                sql: "INSERT INTO vector (space_id, segment_id) SELECT ?, row + ? FROM batch ORDER BY row",
                arguments: [spaceID, first])
            try database.execute(
                sql: """
                    INSERT INTO store (space_id, modality, folder, rows) VALUES (?, ?, ?, ?)
                    ON CONFLICT (space_id, modality) DO UPDATE SET rows = excluded.rows
                    """, arguments: [spaceID, modality.rawValue, folder, rows])
            try Self.set(progress.name, to: progress.value, in: database)
            try Self.noteChange(in: database)
            try database.execute(sql: "DROP TABLE batch")
        }
    }

    /// How many vectors of a space were imported, and whether others are in it: a model's space may hold both.
    package func importedVectors(spaceID: Int64) throws -> (count: Int, areAll: Bool) {
        try read { database in
            let row = try Row.fetchOne(
                database,
                sql: """
                    SELECT count(*) AS every, count(CASE WHEN evidence = 'imported' THEN 1 END) AS imported
                    FROM vector JOIN segment ON segment.id = vector.segment_id WHERE space_id = ?
                    """, arguments: [spaceID])
            let count: Int = row?["imported"] ?? 0
            return (count, count == row?["every"] ?? 0)
        }
    }

    /// Forgets the imported vectors of a space.
    ///
    /// - Parameters:
    ///   - keepsSpace: whether the space stays with the vectors of files, and the rows of those that go become dead.
    ///   - progress: the setting that goes with them.
    package func removeImport(spaceID: Int64, keepsSpace: Bool = false, progress: String) throws {
        try commit { database in
            // Digests of the space's contents begin with its number.
            let range: [any DatabaseValueConvertible] = [spaceID, spaceID + 1]
            let contents = """
                SELECT id FROM content WHERE length(digest) = 32
                AND digest >= CAST(printf('%016x', ?) AS BLOB) AND digest < CAST(printf('%016x', ?) AS BLOB)
                """
            try database.execute(
                sql: "CREATE TEMP TABLE doomed AS \(contents)", arguments: StatementArguments(range))
            if keepsSpace { try Self.bury(spaceID: spaceID, in: database) }
            try database.execute(sql: "DELETE FROM item WHERE content_id IN (SELECT id FROM doomed)")
            try database.execute(sql: "DELETE FROM content WHERE id IN (SELECT id FROM doomed)")
            try database.execute(sql: "DROP TABLE doomed")
            try database.execute(
                sql: """
                    DELETE FROM file WHERE state = 'imported'
                    AND NOT EXISTS (SELECT 1 FROM item WHERE item.file_id = file.id)
                    """)
            if !keepsSpace { try database.execute(sql: "DELETE FROM space WHERE id = ?", arguments: [spaceID]) }
            try database.execute(sql: "DELETE FROM setting WHERE name = ?", arguments: [progress])
            try Self.noteChange(in: database)
        }
    }

    // MARK: Inside a transaction

    /// Makes the vectors of the contents in `doomed` dead rows.
    private static func bury(spaceID: Int64, in database: Database) throws {
        let segments = "SELECT id FROM segment WHERE content_id IN (SELECT id FROM doomed)"
        try database.execute(
            sql: """
                INSERT OR IGNORE INTO removed (space_id, modality, segment_id)
                SELECT vector.space_id, segment.modality, segment.id
                FROM vector JOIN segment ON segment.id = vector.segment_id
                WHERE vector.space_id = ? AND segment.id IN (\(segments))
                """, arguments: [spaceID])
        try database.execute(
            sql: "DELETE FROM vector WHERE space_id = ? AND segment_id IN (\(segments))", arguments: [spaceID])
    }

    /// A table of the rows, `batch`, with a row each whether it is described or not.
    private static func makeBatch(
        _ imported: ImportedRows, descriptions: String, in database: Database
    ) throws {
        try database.execute(
            sql: "CREATE TEMP TABLE batch (row INTEGER PRIMARY KEY, path BLOB, title TEXT, text TEXT NOT NULL)")
        if imported.descriptions.isEmpty {
            try database.execute(
                sql: """
                    WITH RECURSIVE number (row) AS (
                        SELECT ? UNION ALL SELECT row + 1 FROM number WHERE row + 1 < ?)
                    INSERT INTO batch SELECT row, NULL, NULL, '' FROM number
                    """, arguments: [imported.range.lowerBound, imported.range.upperBound])
        } else {
            try database.execute(
                sql: """
                    INSERT INTO batch
                    SELECT key + ?, CAST(json_extract(value, '$.path') AS BLOB), json_extract(value, '$.title'),
                        coalesce(json_extract(value, '$.text'), '') FROM json_each(?)
                    """, arguments: [imported.range.lowerBound, descriptions])
        }
    }

    /// The files that the rows of `batch` belong to.
    private static func addFiles(name: String, in database: Database) throws {
        let taken = try Row.fetchOne(
            database,
            sql: """
                SELECT file.path, row FROM batch JOIN file ON file.path = coalesce(batch.path, ?)
                WHERE file.state <> 'imported' ORDER BY row LIMIT 1
                """, arguments: [Data(name.utf8)])
        if let taken {
            throw NearestError(
                .invalidArgument, "row \(taken["row"] as Int)",
                "its path, \(CorpusPath(taken["path"] as Data).display), is that of a file that is indexed here",
                remedy: "Import into another folder, or leave the path column out.")
        }
        try database.execute(
            sql: """
                INSERT INTO file (path, size, modified, digest, extractor, state)
                SELECT DISTINCT coalesce(path, ?), 0, 0, NULL, 0, 'imported' FROM batch WHERE true
                ON CONFLICT (path) DO NOTHING
                """, arguments: [Data(name.utf8)])
    }
}
