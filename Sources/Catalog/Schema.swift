import GRDB

/// The catalog's tables. Migrations only grow: a published one is never edited.
enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 files, segments, spaces") { database in
            try database.execute(sql: firstTables)
        }
        migrator.registerMigration("2 pictures, recordings and parts") { database in
            try database.execute(sql: mediaColumns)
        }
        migrator.registerMigration("3 pieces that wait for vectors") { database in
            try database.execute(sql: pieces)
        }
        migrator.registerMigration("4 transcripts") { database in
            try database.execute(
                sql: """
                    -- What a model heard in a recording makes an item of the recording's file.
                    ALTER TABLE item ADD COLUMN transcript_of INTEGER REFERENCES content(id) ON DELETE CASCADE;
                    CREATE INDEX item_transcript ON item(transcript_of);
                    """)
        }
        migrator.registerMigration("5 words") { database in
            try database.execute(sql: WordStore.tables)
            try WordStore.fill(database)
        }
        migrator.registerMigration("6 labels") { database in
            try database.execute(sql: labels)
        }
        migrator.registerMigration("7 probes") { database in
            try database.execute(
                sql: """
                    -- What typed questions look like to a model that encodes no text of the corpus: a sample of its
                    -- texts as questions, beside which a score means something.
                    CREATE TABLE probe (
                        space_id INTEGER NOT NULL REFERENCES space(id) ON DELETE CASCADE,
                        modality TEXT NOT NULL,
                        dimensions INTEGER NOT NULL,
                        segments INTEGER NOT NULL,      -- with words, when they were drawn
                        vectors BLOB NOT NULL,          -- 32-bit floats, little-endian, row after row
                        PRIMARY KEY (space_id, modality)
                    );
                    """)
        }
        return migrator
    }

    private static let firstTables = """
        -- A file of the corpus as it was when last read. `path` is bytes: names need not be Unicode.
        CREATE TABLE file (
            id INTEGER PRIMARY KEY,
            path BLOB NOT NULL UNIQUE,
            size INTEGER NOT NULL,
            modified INTEGER NOT NULL,      -- nanoseconds since 1970
            digest BLOB,                    -- SHA-256 of the bytes; null when they could not be read
            extractor INTEGER NOT NULL,     -- the extractor's version
            state TEXT NOT NULL             -- reading | read | failed | skipped
        );
        CREATE INDEX file_digest ON file(digest);

        -- Why a path, or part of it, is not searchable.
        CREATE TABLE failure (
            id INTEGER PRIMARY KEY,
            path BLOB NOT NULL,
            reason TEXT NOT NULL
        );
        CREATE INDEX failure_path ON failure(path);

        -- What extraction made of an item; items with the same digest share it.
        CREATE TABLE content (
            id INTEGER PRIMARY KEY,
            digest BLOB NOT NULL UNIQUE,    -- SHA-256 of the extracted segments
            title TEXT
        );

        CREATE TABLE item (
            id INTEGER PRIMARY KEY,
            file_id INTEGER NOT NULL REFERENCES file(id) ON DELETE CASCADE,
            record INTEGER,                 -- from 1; null when the file is one item
            content_id INTEGER NOT NULL REFERENCES content(id)
        );
        CREATE INDEX item_file ON item(file_id);
        CREATE INDEX item_content ON item(content_id);

        -- AUTOINCREMENT, since vector files name segments: an id must never come back as another segment.
        CREATE TABLE segment (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            content_id INTEGER NOT NULL REFERENCES content(id) ON DELETE CASCADE,
            ordinal INTEGER NOT NULL,
            modality TEXT NOT NULL,
            evidence TEXT NOT NULL,
            page INTEGER,
            text_start INTEGER,             -- Unicode scalars of the item's text
            text_end INTEGER,
            start_seconds REAL,
            end_seconds REAL,
            text TEXT NOT NULL
        );
        CREATE INDEX segment_content ON segment(content_id, ordinal);

        CREATE TABLE space (
            id INTEGER PRIMARY KEY,
            fingerprint TEXT NOT NULL UNIQUE,
            model TEXT NOT NULL,
            description TEXT NOT NULL       -- JSON
        );

        -- The vector file of a space and modality, and how many of its rows are committed.
        CREATE TABLE store (
            space_id INTEGER NOT NULL REFERENCES space(id) ON DELETE CASCADE,
            modality TEXT NOT NULL,
            folder TEXT NOT NULL,
            rows INTEGER NOT NULL,
            PRIMARY KEY (space_id, modality)
        ) WITHOUT ROWID;

        CREATE TABLE vector (
            space_id INTEGER NOT NULL REFERENCES space(id) ON DELETE CASCADE,
            segment_id INTEGER NOT NULL,
            PRIMARY KEY (space_id, segment_id)
        ) WITHOUT ROWID;
        CREATE INDEX vector_segment ON vector(segment_id);

        -- Segments that are gone while their rows still lie in a vector file.
        CREATE TABLE removed (
            space_id INTEGER NOT NULL REFERENCES space(id) ON DELETE CASCADE,
            modality TEXT NOT NULL,
            segment_id INTEGER NOT NULL,
            PRIMARY KEY (space_id, modality, segment_id)
        ) WITHOUT ROWID;

        CREATE TABLE setting (
            name TEXT PRIMARY KEY,
            value TEXT NOT NULL
        ) WITHOUT ROWID;
        """

    private static let mediaColumns = """
        ALTER TABLE file ADD COLUMN kind TEXT;
        ALTER TABLE file ADD COLUMN sidecars TEXT;      -- sizes and times of the files beside it
        ALTER TABLE file ADD COLUMN milliseconds REAL;  -- that reading it took

        -- An item inside a file: a picture of a document, an attachment of a letter.
        ALTER TABLE item ADD COLUMN part TEXT;
        ALTER TABLE item ADD COLUMN page INTEGER;
        -- The words of another file that shows this picture make an item of it, as long as that file shows it.
        ALTER TABLE item ADD COLUMN mention_id INTEGER REFERENCES mention(id) ON DELETE CASCADE;

        ALTER TABLE content ADD COLUMN metadata TEXT;   -- JSON: a list of names and values

        CREATE TABLE thumbnail (
            content_id INTEGER PRIMARY KEY REFERENCES content(id) ON DELETE CASCADE,
            jpeg BLOB NOT NULL
        );

        -- A document shows a picture of the corpus, whether that has been read or not.
        CREATE TABLE mention (
            id INTEGER PRIMARY KEY,
            file_id INTEGER NOT NULL REFERENCES file(id) ON DELETE CASCADE,
            picture BLOB NOT NULL,          -- its path
            text TEXT NOT NULL
        );
        CREATE INDEX mention_file ON mention(file_id);
        CREATE INDEX mention_picture ON mention(picture);
        CREATE INDEX item_mention ON item(mention_id);
        """

    private static let pieces = """
        -- What waits for vectors is asked for again and again, and few segments are no text.
        CREATE INDEX segment_media ON segment(modality, \(group)) WHERE modality <> 'text';

        -- The segment and space of a failure to encode: they are tried again, and then it may go.
        ALTER TABLE failure ADD COLUMN segment_id INTEGER;
        ALTER TABLE failure ADD COLUMN space_id INTEGER;
        CREATE INDEX failure_segment ON failure(segment_id, space_id) WHERE segment_id IS NOT NULL;
        """

    private static let labels = """
        -- What a classifier predicts of a piece is a segment beside it: of which piece, and by which space's model.
        -- A space that goes leaves them to be swept.
        ALTER TABLE segment ADD COLUMN labels_of INTEGER;
        ALTER TABLE segment ADD COLUMN labels_by INTEGER REFERENCES space(id) ON DELETE SET NULL;
        CREATE INDEX segment_labels ON segment(labels_of) WHERE labels_of IS NOT NULL;

        -- Whether the model was asked for labels when it made the vector, though none may have been likely.
        ALTER TABLE vector ADD COLUMN is_labelled INTEGER NOT NULL DEFAULT 0;
        """

    /// Whether a segment has words (0), is a piece that encoders see or hear (1), or was brought with its vector (2).
    /// Queries say it in these words, so that the index of them is found.
    static let group = "CASE evidence WHEN 'native' THEN 1 WHEN 'imported' THEN 2 ELSE 0 END"
}
