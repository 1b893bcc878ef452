import Foundation
import GRDB
import NearestCore

/// Spaces, and which segments have vectors in them.
extension Catalog {
    /// The id of `space`, which is added when the index does not have it yet.
    package func add(_ space: Space) throws -> Int64 {
        try write { database in
            let known = try Int64.fetchOne(
                database, sql: "SELECT id FROM space WHERE fingerprint = ?", arguments: [space.fingerprint])
            if let known { return known }
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            let description = String(decoding: try encoder.encode(space), as: UTF8.self)
            try database.execute(
                sql: "INSERT INTO space (fingerprint, model, description) VALUES (?, ?, ?)",
                arguments: [space.fingerprint, space.model, description])
            return database.lastInsertedRowID
        }
    }

    /// Every space of the index, the oldest first.
    package func spaces() throws -> [(id: Int64, space: Space)] {
        try read { try Self.spaces(in: $0) }
    }

    /// The committed vector files, the oldest space first.
    package func stores() throws -> [StoreRecord] {
        try read { try Self.stores(in: $0) }
    }

    /// Segments whose rows in the vector files of this space and modality are dead.
    package func removedSegments(spaceID: Int64, modality: Modality) throws -> Set<SegmentID> {
        try read { database in
            try Set(
                Int64.fetchCursor(
                    database, sql: "SELECT segment_id FROM removed WHERE space_id = ? AND modality = ?",
                    arguments: [spaceID, modality.rawValue]))
        }
    }

    /// The highest segment that has, or had, a row in the vector files of this space and modality, or a higher one;
    /// nil where there is none.
    package func highestSegment(spaceID: Int64, modality: Modality) throws -> SegmentID? {
        try read { database in
            let present = try Int64.fetchOne(
                database, sql: "SELECT segment_id FROM vector WHERE space_id = ? ORDER BY segment_id DESC LIMIT 1",
                arguments: [spaceID])
            let removed = try Int64.fetchOne(
                database,
                sql: """
                    SELECT segment_id FROM removed WHERE space_id = ? AND modality = ?
                    ORDER BY segment_id DESC LIMIT 1
                    """, arguments: [spaceID, modality.rawValue])
            return [present, removed].compactMap { $0 }.max()
        }
    }

    /// Makes vectors that are safely on disk part of the index: the commit.
    ///
    /// A segment that was swept while it was being encoded is recorded as removed at once.
    ///
    /// - Parameters:
    ///   - rows: the rows of the vector file that now count, these included.
    ///   - labels: what the same model predicted, of these segments or of others that have their vectors.
    /// - Returns: how many segments are new to the index, which labels are.
    @discardableResult
    package func commitVectors(
        of segments: [SegmentID], spaceID: Int64, modality: Modality, folder: String, rows: Int,
        labels: [PredictedLabels] = []
    ) throws -> Int {
        try commit { database in
            try database.execute(
                sql: """
                    INSERT INTO store (space_id, modality, folder, rows) VALUES (?, ?, ?, ?)
                    ON CONFLICT (space_id, modality) DO UPDATE SET folder = excluded.folder, rows = excluded.rows
                    """, arguments: [spaceID, modality.rawValue, folder, rows])
            let exists = try database.cachedStatement(sql: "SELECT 1 FROM segment WHERE id = ?")
            let keep = try database.cachedStatement(
                sql: "INSERT OR IGNORE INTO vector (space_id, segment_id) VALUES (?, ?)")
            let mend = try database.cachedStatement(
                sql: "DELETE FROM failure WHERE segment_id = ? AND space_id = ?")
            let drop = try database.cachedStatement(
                sql: "INSERT OR IGNORE INTO removed (space_id, modality, segment_id) VALUES (?, ?, ?)")
            for segment in segments {
                if try Int.fetchOne(exists, arguments: [segment]) != nil {
                    try keep.execute(arguments: [spaceID, segment])
                    try mend.execute(arguments: [segment, spaceID])
                } else {
                    try drop.execute(arguments: [spaceID, modality.rawValue, segment])
                }
            }
            return try Self.put(labels, spaceID: spaceID, in: database)
        }
    }

    /// Points a store to a compacted folder that holds `rows` rows and none of the `dropped` segments.
    package func replaceStore(
        spaceID: Int64, modality: Modality, folder: String, rows: Int, dropped: Set<SegmentID>
    ) throws {
        try commit { database in
            try database.execute(
                sql: "UPDATE store SET folder = ?, rows = ? WHERE space_id = ? AND modality = ?",
                arguments: [folder, rows, spaceID, modality.rawValue])
            for segment in dropped {
                try database.execute(
                    sql: "DELETE FROM removed WHERE space_id = ? AND modality = ? AND segment_id = ?",
                    arguments: [spaceID, modality.rawValue, segment])
            }
        }
    }

    /// Forgets the vectors of a space and modality: every segment of it waits for its vector again.
    package func forgetStore(spaceID: Int64, modality: Modality) throws {
        try commit { database in
            let arguments: StatementArguments = [spaceID, modality.rawValue]
            try database.execute(
                sql: """
                    DELETE FROM vector WHERE space_id = ? AND segment_id IN (
                        SELECT id FROM segment WHERE modality = ?)
                    """, arguments: arguments)
            for table in ["removed", "store"] {
                try database.execute(
                    sql: "DELETE FROM \(table) WHERE space_id = ? AND modality = ?", arguments: arguments)
            }
        }
    }

    static func spaces(in database: Database) throws -> [(id: Int64, space: Space)] {
        try Row.fetchAll(database, sql: "SELECT id, description FROM space ORDER BY id").map { row in
            let description: String = row["description"]
            return (row["id"], try JSONDecoder().decode(Space.self, from: Data(description.utf8)))
        }
    }

    static func stores(in database: Database) throws -> [StoreRecord] {
        let spaces = Dictionary(uniqueKeysWithValues: try spaces(in: database).map { ($0.id, $0.space) })
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT space_id, modality, folder, rows, (
                    SELECT count(*) FROM removed
                    WHERE removed.space_id = store.space_id AND removed.modality = store.modality) AS dead
                FROM store ORDER BY space_id, modality
                """)
        return rows.compactMap { row in
            guard let space = spaces[row["space_id"]], let modality = Modality(rawValue: row["modality"]) else {
                return nil
            }
            return StoreRecord(
                spaceID: row["space_id"], space: space, modality: modality, folder: row["folder"],
                rows: row["rows"], removedRows: row["dead"])
        }
    }
}
