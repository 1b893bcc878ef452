import Foundation
import GRDB
import NearestCore

/// Pictures that documents of the corpus show: the words there become captions of the pictures.
extension Catalog {
    /// A document's words about a picture that the index has, and that are no caption of it yet.
    package struct PendingCaption: Hashable, Sendable {
        package var mentionID: Int64
        package var text: String
    }

    /// The next words that are to become captions, by ascending id, beyond `cursor`.
    package func pendingCaptions(after cursor: Int64, limit: Int) throws -> [PendingCaption] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT mention.id, mention.text FROM mention
                    JOIN file ON file.path = mention.picture AND file.kind = 'image' AND file.state = 'read'
                    WHERE mention.id > ? AND NOT EXISTS (
                        SELECT 1 FROM item WHERE item.mention_id = mention.id AND item.file_id = file.id)
                    ORDER BY mention.id LIMIT ?
                    """, arguments: [cursor, limit]
            ).map { PendingCaption(mentionID: $0["id"], text: $0["text"]) }
        }
    }

    /// Gives the pictures of mentions their captions, as items of the pictures' files.
    ///
    /// - Returns: how many segments are new to the index.
    @discardableResult
    package func addCaptions(_ captions: [(mentionID: Int64, item: CatalogItem)]) throws -> Int {
        try write { database in
            var added = 0
            for caption in captions {
                let (contentID, new) = try Self.content(
                    of: caption.item.item, digest: caption.item.digest, in: database)
                added += new
                try database.execute(
                    sql: """
                        INSERT INTO item (file_id, content_id, mention_id)
                        SELECT file.id, ?, mention.id FROM mention JOIN file ON file.path = mention.picture
                        WHERE mention.id = ?
                        """, arguments: [contentID, caption.mentionID])
            }
            if !captions.isEmpty { try Self.noteChange(in: database) }
            return added
        }
    }
}
