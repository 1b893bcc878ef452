import Foundation
import GRDB
import NearestCore

/// The tables of `Catalog+Words`, and what SQLite must know of words.
enum WordStore {
    /// The SQL function that the triggers call: a text's words with spaces between them. Every connection has it.
    static let function = DatabaseFunction("nearest_words", argumentCount: 1, pure: true) { values in
        String.fromDatabaseValue(values[0]).map(WordSplitter.joined)
    }

    /// Bytes from 0x80 on are letters to FTS5's tokenizer `ascii`, and what is left of ASCII are letters and digits.
    static let tables = """
        CREATE VIRTUAL TABLE words USING fts5(text, content = '', tokenize = 'ascii');

        CREATE TRIGGER segment_words_insert AFTER INSERT ON segment WHEN new.text <> '' BEGIN
            INSERT INTO words (rowid, text) VALUES (new.id, nearest_words(new.text));
        END;
        CREATE TRIGGER segment_words_delete AFTER DELETE ON segment WHEN old.text <> '' BEGIN
            INSERT INTO words (words, rowid, text) VALUES ('delete', old.id, nearest_words(old.text));
        END;
        CREATE TRIGGER segment_words_forget AFTER UPDATE OF text ON segment WHEN old.text <> '' BEGIN
            INSERT INTO words (words, rowid, text) VALUES ('delete', old.id, nearest_words(old.text));
        END;
        CREATE TRIGGER segment_words_update AFTER UPDATE OF text ON segment WHEN new.text <> '' BEGIN
            INSERT INTO words (rowid, text) VALUES (new.id, nearest_words(new.text));
        END;
        """

    private static let versionSetting = "words"

    static func isCurrent(in database: Database) throws -> Bool {
        let version = try String.fetchOne(
            database, sql: "SELECT value FROM setting WHERE name = ?", arguments: [versionSetting])
        return version == String(WordSplitter.version)
    }

    /// Makes the words of all segments anew.
    static func fill(_ database: Database) throws {
        try database.execute(sql: "INSERT INTO words (words) VALUES ('delete-all')")
        try database.execute(
            sql: """
                INSERT INTO words (rowid, text) SELECT id, nearest_words(text) FROM segment
                WHERE text <> '' ORDER BY id
                """)
        try Catalog.set(versionSetting, to: String(WordSplitter.version), in: database)
    }

    /// How many segments have words, and how many words.
    ///
    /// FTS5 keeps both in the row 1 of its data, the "averages record": the rows, and the tokens of each column.
    static func totals(in database: Database) throws -> (segments: Int, words: Int) {
        let record = try Data.fetchOne(database, sql: "SELECT block FROM words_data WHERE id = 1")
        let numbers = record.map(integers) ?? []
        return numbers.count > 1 ? (numbers[0], numbers[1]) : (0, 0)
    }

    /// The integers of a record of FTS5, in SQLite's variable length: seven bits a byte, the highest first, and eight
    /// in a ninth.
    static func integers(_ record: Data) -> [Int] {
        var integers: [Int] = []
        var value: UInt64 = 0
        var length = 0
        for byte in record {
            length += 1
            if length == 9 {
                value = value << 8 | UInt64(byte)
            } else {
                value = value << 7 | UInt64(byte & 0x7F)
                if byte >= 0x80 { continue }
            }
            integers.append(Int(clamping: value))
            (value, length) = (0, 0)
        }
        return integers
    }
}
