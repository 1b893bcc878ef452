import Foundation
import GRDB
import NearestCore

/// The read path: what stands behind the segments that a search found, and what the index holds.
extension Catalog {
    /// The segments among `ids` that the corpus still has, by id. A segment that no file holds is left out.
    package func segments(_ ids: [SegmentID]) throws -> [SegmentID: SegmentRecord] {
        try read { database in
            let segments = try database.cachedStatement(
                sql: """
                    \(Self.segmentsWithTitles) WHERE segment.id = ?
                    """)
            var records: [SegmentID: SegmentRecord] = [:]
            for id in ids {
                guard let row = try Row.fetchOne(segments, arguments: [id]) else { continue }
                let occurrences = try Self.occurrences(ofContent: row["content_id"], in: database)
                guard !occurrences.isEmpty else { continue }
                records[id] = SegmentRecord(
                    id: id, contentID: row["content_id"], ordinal: row["ordinal"], segment: Segment(row),
                    title: row["title"], labelledBy: row["labelled_by"], occurrences: occurrences)
            }
            return records
        }
    }

    /// What files say of a content besides its words.
    package func metadata(ofContent contentID: Int64) throws -> [MetadataField] {
        try read { database in
            MetadataColumn.fields(
                try String.fetchOne(
                    database, sql: "SELECT metadata FROM content WHERE id = ?", arguments: [contentID]))
        }
    }

    /// The segments of one item's content, in reading order.
    package func segments(ofContent contentID: Int64, ordinals: ClosedRange<Int>? = nil) throws -> [SegmentRecord] {
        try read { try Self.segments(ofContent: contentID, ordinals: ordinals, in: $0) }
    }

    /// What the index knows of a file; nil when it does not know the path.
    package func file(at path: CorpusPath) throws -> (file: FileRecord, failures: [String])? {
        try read { database in
            let row = try Row.fetchOne(
                database, sql: "SELECT \(FileRecord.columns) FROM file WHERE path = ?",
                arguments: [Data(path.bytes)])
            guard let row else { return nil }
            let failures = try String.fetchAll(
                database, sql: "SELECT reason FROM failure WHERE path = ? ORDER BY id",
                arguments: [Data(path.bytes)])
            return (FileRecord(row), failures)
        }
    }

    /// The items of a file with their segments, in order.
    ///
    /// - Parameter visit: called an item at a time, so that a file of a million records needs no memory. It must
    ///   not ask the catalog for more: the connection is busy with the visit.
    package func forEachItem(at path: CorpusPath, _ visit: (ItemRecord) throws -> Void) throws {
        try read { database in
            let items = try Row.fetchCursor(
                database,
                sql: """
                    SELECT item.record, item.part, item.page, item.content_id, content.title, content.metadata,
                        length(thumbnail.jpeg) AS thumbnail, mention_file.path AS shown_in
                    FROM item JOIN file ON file.id = item.file_id JOIN content ON content.id = item.content_id
                    LEFT JOIN thumbnail ON thumbnail.content_id = content.id
                    LEFT JOIN mention ON mention.id = item.mention_id
                    LEFT JOIN file AS mention_file ON mention_file.id = mention.file_id
                    WHERE file.path = ? ORDER BY item.id
                    """, arguments: [Data(path.bytes)])
            while let item = try items.next() {
                let segments = try Self.segments(
                    ofContent: item["content_id"], ordinals: nil, in: database)
                try visit(ItemRecord(item, segments: segments))
            }
        }
    }

    /// The models of the spaces that hold a vector of any of the file's segments.
    package func models(ofFileAt path: CorpusPath) throws -> [String] {
        try read { database in
            try String.fetchAll(
                database,
                sql: """
                    SELECT model FROM space WHERE EXISTS (
                        SELECT 1 FROM file JOIN item ON item.file_id = file.id
                        JOIN segment ON segment.content_id = item.content_id
                        JOIN vector ON vector.space_id = space.id AND vector.segment_id = segment.id
                        WHERE file.path = ?)
                    ORDER BY id
                    """, arguments: [Data(path.bytes)])
        }
    }

    /// The content that each of the segments belongs to; those that are gone are left out.
    package func contents(ofSegments ids: [SegmentID]) throws -> [SegmentID: Int64] {
        try read { database in
            var contents: [SegmentID: Int64] = [:]
            let statement = try database.cachedStatement(sql: "SELECT content_id FROM segment WHERE id = ?")
            for id in ids { contents[id] = try Int64.fetchOne(statement, arguments: [id]) }
            return contents
        }
    }

    /// The figures of `nearest status`.
    package func status() throws -> CorpusStatus {
        try read { database in
            func count(_ sql: String) throws -> Int { try Int.fetchOne(database, sql: sql) ?? 0 }
            let segments = try count("SELECT count(*) FROM segment")
            // Few segments are no text, and they have an index.
            var modalities: [Modality: Int] = [:]
            let media = try Row.fetchCursor(
                database,
                sql: """
                    SELECT modality, count(*) AS count FROM segment INDEXED BY segment_media
                    WHERE modality <> 'text' GROUP BY modality
                    """)
            while let row = try media.next() {
                if let modality = Modality(rawValue: row["modality"]) { modalities[modality] = row["count"] }
            }
            let texts = segments - modalities.values.reduce(0, +)
            if texts > 0 { modalities[.text] = texts }
            let failures = try Row.fetchAll(database, sql: "SELECT path, reason FROM failure ORDER BY path, id")
            return CorpusStatus(
                files: try count("SELECT count(*) FROM file"),
                skippedFiles: try count("SELECT count(*) FROM file WHERE state = 'skipped'"),
                // Captions and transcripts stand beside the items that they belong to.
                items: try count(
                    "SELECT count(*) FROM item WHERE mention_id IS NULL AND transcript_of IS NULL"),
                segments: segments, modalities: modalities,
                stores: try Self.stores(in: database),
                failures: failures.map { Failure(path: CorpusPath($0["path"] as Data), reason: $0["reason"]) })
        }
    }

    /// The segments that a filter lets through, for a vector search.
    package func segments(matching filter: SegmentFilter) throws -> Set<SegmentID> {
        try read { database in
            let files = try Row.fetchCursor(database, sql: "SELECT id, path, modified FROM file")
            var fileIDs: [Int64] = []
            while let row = try files.next() {
                if filter.accepts(path: CorpusPath(row["path"] as Data), modifiedNanoseconds: row["modified"]) {
                    fileIDs.append(row["id"])
                }
            }
            let byFile = try database.cachedStatement(
                sql: """
                    SELECT segment.id, segment.modality FROM item
                    JOIN segment ON segment.content_id = item.content_id WHERE item.file_id = ?
                    """)
            var allowed: Set<SegmentID> = []
            for fileID in fileIDs {
                let segments = try Row.fetchCursor(byFile, arguments: [fileID])
                while let row = try segments.next() {
                    if filter.accepts(modality: Modality(rawValue: row["modality"])) { allowed.insert(row["id"]) }
                }
            }
            return allowed
        }
    }

    /// A number that is another whenever files were recorded, moved or forgotten since.
    package func changeCount() throws -> Int {
        try Int(setting(Self.changeSetting) ?? "0") ?? 0
    }

    static let changeSetting = "changes"

    package func setting(_ name: String) throws -> String? {
        try read { try String.fetchOne($0, sql: "SELECT value FROM setting WHERE name = ?", arguments: [name]) }
    }

    package func setSetting(_ name: String, to value: String) throws {
        try write { try Self.set(name, to: value, in: $0) }
    }

    static func set(_ name: String, to value: String, in database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO setting (name, value) VALUES (?, ?)
                ON CONFLICT (name) DO UPDATE SET value = excluded.value
                """, arguments: [name, value])
    }

    // MARK: Inside a transaction

    /// What stands before the WHERE of a query for segments.
    private static let segmentsWithTitles = """
        SELECT segment.*, content.title, labeller.model AS labelled_by
        FROM segment JOIN content ON content.id = segment.content_id
        LEFT JOIN space AS labeller ON labeller.id = segment.labels_by
        """

    private static func occurrences(
        ofContent contentID: Int64, in database: Database
    ) throws -> [SegmentRecord.Occurrence] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT file.path, file.modified, file.state, item.record, item.part, item.page
                FROM item JOIN file ON file.id = item.file_id
                WHERE item.content_id = ? ORDER BY file.path, item.record, item.id
                """)
        var occurrences: [SegmentRecord.Occurrence] = []
        for row in try Row.fetchAll(statement, arguments: [contentID]) {
            let occurrence = SegmentRecord.Occurrence(row)
            // A file that is being read again may have an item as it was and as it is.
            if row["state"] == FileRecord.State.reading.rawValue, occurrence == occurrences.last { continue }
            occurrences.append(occurrence)
        }
        return occurrences
    }

    private static func segments(
        ofContent contentID: Int64, ordinals: ClosedRange<Int>?, in database: Database
    ) throws -> [SegmentRecord] {
        let occurrences = try occurrences(ofContent: contentID, in: database)
        return try Row.fetchAll(
            database,
            sql: """
                \(segmentsWithTitles) WHERE content_id = ? AND ordinal BETWEEN ? AND ? ORDER BY ordinal
                """, arguments: [contentID, ordinals?.lowerBound ?? 0, ordinals?.upperBound ?? Int.max]
        ).map { row in
            SegmentRecord(
                id: row["id"], contentID: contentID, ordinal: row["ordinal"], segment: Segment(row),
                title: row["title"], labelledBy: row["labelled_by"], occurrences: occurrences)
        }
    }
}
