import Foundation
import GRDB
import NearestCore

/// An item as extraction made it, with the digest that lets equal items share their segments.
package struct CatalogItem: Sendable {
    package var item: Item
    package var digest: ContentDigest
    /// Pictures of the corpus that it shows.
    package var mentions: [PictureMention]

    package init(item: Item, digest: ContentDigest, mentions: [PictureMention] = []) {
        self.item = item
        self.digest = digest
        self.mentions = mentions
    }
}

/// The write path's side of files and items.
extension Catalog {
    /// Every file that the index knows, by path.
    package func files() throws -> [CorpusPath: FileRecord] {
        try read { database in
            var files: [CorpusPath: FileRecord] = [:]
            let rows = try Row.fetchCursor(
                database, sql: "SELECT \(FileRecord.columns) FROM file")
            while let row = try rows.next() {
                let record = FileRecord(row)
                files[record.path] = record
            }
            return files
        }
    }

    /// Records `file` in place of what was known of its path. Its items follow by `add`; those that it had stay
    /// until `finish`, so that what has not changed is found while it is read, and after a run that was cut off.
    ///
    /// - Returns: what `finish` is to be told.
    package func begin(_ file: FileRecord) throws -> FormerItems {
        try write { database in
            let fileID = try Self.put(file, in: database)
            // Captions come and go with the documents that have them, and items that follow have higher ids than
            // all that are there.
            let last = try Int64.fetchOne(
                database, sql: "SELECT max(id) FROM item WHERE file_id = ? AND mention_id IS NULL",
                arguments: [fileID])
            return FormerItems(last: last ?? 0)
        }
    }

    /// The items that a file had when it was begun.
    package struct FormerItems: Sendable {
        fileprivate let last: Int64
    }

    /// Adds items to a file that was begun.
    ///
    /// - Returns: how many segments are new to the index.
    @discardableResult
    package func add(_ items: [CatalogItem], to path: CorpusPath) throws -> Int {
        try write { database in
            guard let fileID = try Self.fileID(of: path, in: database) else { return 0 }
            return try items.reduce(0) { try $0 + Self.insert($1, fileID: fileID, in: database) }
        }
    }

    /// Closes a file that was begun: its final state, what went wrong with it, and none of the items that it had.
    package func finish(
        _ path: CorpusPath, inPlaceOf former: FormerItems, state: FileRecord.State, milliseconds: Double?,
        problems: [String]
    ) throws {
        try write { database in
            try database.execute(
                sql: "DELETE FROM item WHERE id <= ? AND file_id = (SELECT id FROM file WHERE path = ?)",
                arguments: [former.last, Data(path.bytes)])
            try database.execute(
                sql: "UPDATE file SET milliseconds = ? WHERE path = ?",
                arguments: [milliseconds, Data(path.bytes)])
            try Self.noteChange(in: database)
            try Self.finish(path, state: state, problems: problems, in: database)
        }
    }

    /// Records a whole file in one transaction, so that no reader sees half of it.
    ///
    /// - Returns: how many segments are new to the index.
    @discardableResult
    package func record(_ file: FileRecord, items: [CatalogItem], problems: [String]) throws -> Int {
        try write { database in
            let fileID = try Self.replace(file, in: database)
            let added = try items.reduce(0) { try $0 + Self.insert($1, fileID: fileID, in: database) }
            try Self.finish(file.path, state: file.state, problems: problems, in: database)
            return added
        }
    }

    /// Gives `file` the items of a known file with the same bytes, extension and extractor version. Files that others
    /// stand beside, or that show pictures by a path from where they lie, are not taken for each other.
    ///
    /// - Returns: whether there was one; when not, the file must be extracted.
    package func adopt(_ file: FileRecord) throws -> Bool {
        guard let digest = file.digest, file.sidecars == nil else { return false }
        return try write { database in
            let twins = try Row.fetchCursor(
                database,
                sql: """
                    SELECT id, path FROM file
                    WHERE digest = ? AND kind IS ? AND extractor = ? AND sidecars IS NULL AND state = 'read'
                        AND path <> ? AND NOT EXISTS (SELECT 1 FROM mention WHERE file_id = file.id)
                    """,
                arguments: [Data(digest.bytes), file.kind, file.extractorVersion, Data(file.path.bytes)])
            var twin: Int64?
            while let row = try twins.next() {
                // The extension decides how bytes are read, so only a file of the same kind is a twin.
                if CorpusPath(row["path"] as Data).fileExtension == file.path.fileExtension {
                    twin = row["id"]
                    break
                }
            }
            guard let twin else { return false }
            let fileID = try Self.replace(file, in: database)
            try database.execute(
                sql: """
                    INSERT INTO item (file_id, record, content_id, part, page, transcript_of)
                    SELECT ?, record, content_id, part, page, transcript_of FROM item
                    WHERE file_id = ? AND mention_id IS NULL ORDER BY id
                    """, arguments: [fileID, twin])
            try database.execute(
                sql: """
                    INSERT INTO failure (path, reason)
                    SELECT ?, reason FROM failure
                    WHERE path = (SELECT path FROM file WHERE id = ?) AND segment_id IS NULL
                    """, arguments: [Data(file.path.bytes), twin])
            return true
        }
    }

    /// Notes the size, time and kind of a file whose bytes turned out to be the same.
    package func touch(_ file: FileRecord) throws {
        try write { database in
            try Self.noteChange(in: database)
            try database.execute(
                sql: "UPDATE file SET size = ?, modified = ?, kind = ? WHERE path = ?",
                arguments: [file.size, file.modifiedNanoseconds, file.kind, Data(file.path.bytes)])
        }
    }

    /// Forgets files that are gone. Their content goes with `sweep`, once nothing else holds it.
    package func removeFiles(_ paths: [CorpusPath]) throws {
        guard !paths.isEmpty else { return }
        try write { database in
            try Self.noteChange(in: database)
            for path in paths {
                try database.execute(sql: "DELETE FROM failure WHERE path = ?", arguments: [Data(path.bytes)])
                try database.execute(sql: "DELETE FROM file WHERE path = ?", arguments: [Data(path.bytes)])
            }
        }
    }

    /// Replaces the failures that belong to no file: folders that could not be read.
    package func replaceFolderFailures(_ failures: [Failure]) throws {
        try write { database in
            try database.execute(sql: "DELETE FROM failure WHERE path NOT IN (SELECT path FROM file)")
            for failure in failures {
                try database.execute(
                    sql: "INSERT INTO failure (path, reason) VALUES (?, ?)",
                    arguments: [Data(failure.path.bytes), failure.reason])
            }
        }
    }

    /// Drops content that no item holds any more, and labels of spaces that are gone, and marks their vectors as
    /// removed.
    ///
    /// - Returns: how many segments went.
    @discardableResult
    package func sweep() throws -> Int {
        try write { database in
            try database.execute(
                sql: """
                    CREATE TEMP TABLE doomed AS
                    SELECT id, modality FROM segment
                    WHERE content_id IN (
                        SELECT id FROM content WHERE NOT EXISTS (
                            SELECT 1 FROM item WHERE item.content_id = content.id))
                    UNION SELECT id, modality FROM segment WHERE labels_of IS NOT NULL AND labels_by IS NULL
                    """)
            try database.execute(
                sql: """
                    INSERT OR IGNORE INTO removed (space_id, modality, segment_id)
                    SELECT vector.space_id, doomed.modality, doomed.id
                    FROM doomed JOIN vector ON vector.segment_id = doomed.id
                    """)
            try database.execute(sql: "DELETE FROM vector WHERE segment_id IN (SELECT id FROM doomed)")
            let count = try Int.fetchOne(database, sql: "SELECT count(*) FROM doomed") ?? 0
            try database.execute(sql: "DELETE FROM segment WHERE id IN (SELECT id FROM doomed)")
            try database.execute(sql: "DROP TABLE doomed")
            try database.execute(
                sql: """
                    DELETE FROM content WHERE NOT EXISTS (
                        SELECT 1 FROM item WHERE item.content_id = content.id)
                    """)
            return count
        }
    }

    // MARK: Inside a transaction

    static func noteChange(in database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO setting (name, value) VALUES (?, '1')
                ON CONFLICT (name) DO UPDATE SET value = CAST(value AS INTEGER) + 1
                """
        ).execute(arguments: [changeSetting])
    }

    /// Records a file in place of what was known of its path, without items.
    ///
    /// - Returns: its id.
    private static func replace(_ file: FileRecord, in database: Database) throws -> Int64 {
        let fileID = try put(file, in: database)
        try database.execute(sql: "DELETE FROM item WHERE file_id = ?", arguments: [fileID])
        return fileID
    }

    /// The same, with the items that it had.
    private static func put(_ file: FileRecord, in database: Database) throws -> Int64 {
        let path = Data(file.path.bytes)
        try noteChange(in: database)
        try database.execute(sql: "DELETE FROM failure WHERE path = ?", arguments: [path])
        try database.execute(
            sql: """
                INSERT INTO file (path, size, modified, digest, kind, extractor, sidecars, milliseconds, state)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (path) DO UPDATE SET
                    size = excluded.size, modified = excluded.modified, digest = excluded.digest,
                    kind = excluded.kind, extractor = excluded.extractor, sidecars = excluded.sidecars,
                    milliseconds = excluded.milliseconds, state = excluded.state
                """,
            arguments: [
                path, file.size, file.modifiedNanoseconds, file.digest.map { Data($0.bytes) },
                file.kind, file.extractorVersion, file.sidecars, file.milliseconds, file.state.rawValue,
            ])
        let fileID = try fileID(of: file.path, in: database) ?? database.lastInsertedRowID
        try database.execute(sql: "DELETE FROM mention WHERE file_id = ?", arguments: [fileID])
        return fileID
    }

    private static func finish(
        _ path: CorpusPath, state: FileRecord.State, problems: [String], in database: Database
    ) throws {
        let path = Data(path.bytes)
        try database.execute(sql: "UPDATE file SET state = ? WHERE path = ?", arguments: [state.rawValue, path])
        for problem in problems {
            try database.execute(
                sql: "INSERT INTO failure (path, reason) VALUES (?, ?)", arguments: [path, problem])
        }
    }

    private static func fileID(of path: CorpusPath, in database: Database) throws -> Int64? {
        let statement = try database.cachedStatement(sql: "SELECT id FROM file WHERE path = ?")
        return try Int64.fetchOne(statement, arguments: [Data(path.bytes)])
    }

    private static func insert(_ entry: CatalogItem, fileID: Int64, in database: Database) throws -> Int {
        let (contentID, added) = try content(of: entry.item, digest: entry.digest, in: database)
        try database.cachedStatement(
            sql: "INSERT INTO item (file_id, record, content_id, part, page) VALUES (?, ?, ?, ?, ?)"
        ).execute(arguments: [fileID, entry.item.record, contentID, entry.item.part, entry.item.page])
        for mention in entry.mentions {
            try database.cachedStatement(sql: "INSERT INTO mention (file_id, picture, text) VALUES (?, ?, ?)")
                .execute(arguments: [fileID, Data(mention.picture.bytes), mention.text])
        }
        return added
    }

    /// The content of an item, which is added where the index does not have it yet.
    ///
    /// - Returns: its id, and how many segments are new to the index.
    static func content(
        of item: Item, digest: ContentDigest, in database: Database
    ) throws -> (id: Int64, added: Int) {
        let digest = Data(digest.bytes)
        let find = try database.cachedStatement(sql: "SELECT id FROM content WHERE digest = ?")
        if let known = try Int64.fetchOne(find, arguments: [digest]) { return (known, 0) }
        try database.cachedStatement(sql: "INSERT INTO content (digest, title, metadata) VALUES (?, ?, ?)")
            .execute(arguments: [digest, item.title, MetadataColumn.text(item.metadata)])
        let id = database.lastInsertedRowID
        let insertSegment = try database.cachedStatement(
            sql: """
                INSERT INTO segment (content_id, ordinal, modality, evidence, page, text_start, text_end,
                    start_seconds, end_seconds, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        for (ordinal, segment) in item.segments.enumerated() {
            try insertSegment.execute(arguments: segment.columns(contentID: id, ordinal: ordinal))
        }
        if let thumbnail = item.thumbnail {
            try database.cachedStatement(sql: "INSERT INTO thumbnail (content_id, jpeg) VALUES (?, ?)")
                .execute(arguments: [id, Data(thumbnail)])
        }
        return (id, item.segments.count)
    }
}
