import GRDB
import NearestCore

extension Catalog {
    /// What answer each of the segments belongs to. Those that no file holds any more are left out.
    ///
    /// The words that a document has for a picture are an item of their own beside it: file and part make them one. The
    /// same pixels in several files are one picture, whichever of the files the words belong to.
    package func hitKeys(of ids: some Sequence<SegmentID>) throws -> [SegmentID: HitKey] {
        try read { database in
            let first = try database.cachedStatement(
                sql: """
                    SELECT item.id AS item, item.record IS NULL AND segment.modality = 'image' AS may_be_told_of
                    FROM segment JOIN item ON item.id = (
                        SELECT min(id) FROM item WHERE item.content_id = segment.content_id)
                    WHERE segment.id = ?
                    """)
            let picture = try database.cachedStatement(
                sql: """
                    SELECT min(id) FROM item WHERE content_id = (
                        SELECT same.content_id FROM item
                        JOIN item AS same ON same.file_id = item.file_id AND same.part IS item.part
                            AND same.record IS NULL
                        WHERE item.id = ?
                        ORDER BY NOT EXISTS (
                            SELECT 1 FROM segment AS seen
                            WHERE seen.content_id = same.content_id AND seen.evidence = 'native'), same.id
                        LIMIT 1)
                    """)
            var keys: [SegmentID: HitKey] = [:]
            for id in ids where keys[id] == nil {
                guard let row = try Row.fetchOne(first, arguments: [id]) else { continue }
                keys[id] = .segment(id)
                // A record is an item by itself, and its file may have a million of them.
                guard row["may_be_told_of"] as Bool else { continue }
                if let item = try Int64.fetchOne(picture, arguments: [row["item"] as Int64]) {
                    keys[id] = .picture(item)
                }
            }
            return keys
        }
    }
}
