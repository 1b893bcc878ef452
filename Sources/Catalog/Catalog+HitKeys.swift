import GRDB
import NearestCore

extension Catalog {
    /// What answer each of the segments belongs to. Those that no file holds any more are left out.
    ///
    /// The words that a document has for a picture are an item of their own beside it: file and part make them one. The
    /// same pixels in several files are one picture, whichever of the files the words belong to.
    package func hitKeys(of ids: some Sequence<SegmentID>) throws -> [SegmentID: HitKey] {
        try read { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT segment.modality, (
                        SELECT min(id) FROM item WHERE segment.modality = 'image' AND content_id = (
                            SELECT same.content_id FROM item
                            JOIN item AS same ON same.file_id = item.file_id AND same.part IS item.part
                                AND same.record IS item.record
                            WHERE item.id = (SELECT min(id) FROM item WHERE content_id = segment.content_id)
                            ORDER BY NOT EXISTS (
                                SELECT 1 FROM segment AS seen
                                WHERE seen.content_id = same.content_id AND seen.evidence = 'native'), same.id
                            LIMIT 1)
                    ) AS picture,
                    EXISTS (SELECT 1 FROM item WHERE item.content_id = segment.content_id) AS held
                    FROM segment WHERE segment.id = ?
                    """)
            var keys: [SegmentID: HitKey] = [:]
            for id in ids where keys[id] == nil {
                guard let row = try Row.fetchOne(statement, arguments: [id]), row["held"] as Bool else { continue }
                let picture: Int64? = row["picture"]
                keys[id] = picture.map { .picture($0) } ?? .segment(id)
            }
            return keys
        }
    }
}
