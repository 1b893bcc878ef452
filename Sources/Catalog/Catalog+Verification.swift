import GRDB
import NearestCore

/// The catalog's own soundness, and what it says that vector files hold.
extension Catalog {
    /// What is wrong with the database itself, by SQLite's own checks; nothing when it is sound.
    package func problems() throws -> [String] {
        try read { database in
            let found = try String.fetchAll(database, sql: "PRAGMA integrity_check(20)").filter { $0 != "ok" }
            let broken = try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").prefix(20)
            return found + broken.map { "a row of \($0["table"] as String) points to nothing" }
        }
    }

    /// Calls `visit` with every segment that has a vector in a space and modality, by ascending id.
    package func forEachVector(
        spaceID: Int64, modality: Modality, _ visit: (SegmentID) throws -> Void
    ) throws {
        try read { database in
            let segments = try Int64.fetchCursor(
                database,
                sql: """
                    SELECT vector.segment_id FROM vector JOIN segment ON segment.id = vector.segment_id
                    WHERE vector.space_id = ? AND segment.modality = ? ORDER BY vector.segment_id
                    """, arguments: [spaceID, modality.rawValue])
            while let segment = try segments.next() { try visit(segment) }
        }
    }

    /// Points a store to a folder that holds only `kept` of its vectors, in one transaction; the segments of the
    /// others wait for theirs again.
    ///
    /// - Parameter kept: ascending.
    /// - Returns: how many vectors were lost.
    package func replaceStore(
        spaceID: Int64, modality: Modality, folder: String, kept: [SegmentID]
    ) throws -> Int {
        var lost: [SegmentID] = []
        var place = 0
        try forEachVector(spaceID: spaceID, modality: modality) { segment in
            while place < kept.count, kept[place] < segment { place += 1 }
            if place == kept.count || kept[place] != segment { lost.append(segment) }
        }
        try commit { database in
            try database.execute(
                sql: "UPDATE store SET folder = ?, rows = ? WHERE space_id = ? AND modality = ?",
                arguments: [folder, kept.count, spaceID, modality.rawValue])
            try database.execute(
                sql: "DELETE FROM removed WHERE space_id = ? AND modality = ?",
                arguments: [spaceID, modality.rawValue])
            let forget = try database.cachedStatement(
                sql: "DELETE FROM vector WHERE space_id = ? AND segment_id = ?")
            for segment in lost { try forget.execute(arguments: [spaceID, segment]) }
        }
        return lost.count
    }
}
