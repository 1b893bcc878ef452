import Foundation
import GRDB
import NearestCore

/// What an index holds besides its vectors: files, items, contents, segments, spaces and failures.
///
/// ```
///   file ──< item >── content ──< segment >──< vector (which spaces have one)
///                                    └───────< removed (rows of vectors that are dead)
///   space ──< store (committed rows a modality)
/// ```
///
/// Files share content: a copied or renamed file points to segments that exist, so nothing is embedded twice.
/// The catalog is the one authority on what is committed: rows of a vector file beyond `store.rows` do not
/// exist, so one SQLite transaction makes the vectors and their bookkeeping visible together.
///
/// Safe from several threads: GRDB's pool serialises writes and gives readers snapshots of the last commit.
package final class Catalog: Sendable {
    /// The database's file name inside the index folder.
    package static let fileName = "catalog.sqlite"

    let database: any DatabaseWriter

    /// Opens the catalog of `folder` for writing; creates and migrates it as needed.
    ///
    /// - Throws: `NearestError` with `.newerIndex`, `.corruptIndex` or `.system`.
    package convenience init(writingTo folder: String) throws {
        try self.init(path: folder + "/" + Self.fileName, readonly: false)
        try translatingErrors {
            try Schema.migrator.migrate(database)
        }
        if try !read(WordStore.isCurrent) { try remakeWords() }
    }

    /// Opens the catalog of `folder` for reading beside a writer.
    ///
    /// - Throws: `NearestError` with `.noIndex` when there is none, `.newerIndex`, `.corruptIndex` or `.system`.
    package convenience init(readingFrom folder: String) throws {
        let path = folder + "/" + Self.fileName
        guard FileManager.default.fileExists(atPath: path) else {
            throw NearestError(
                .noIndex, folder, "there is no index here", remedy: "Make one with `nearest index DIR`.")
        }
        try self.init(path: path, readonly: true)
        let isCurrent = try translatingErrors {
            try database.read { try Schema.migrator.hasCompletedMigrations($0) }
        }
        guard isCurrent else {
            throw NearestError(
                .noIndex, path, "this index is unfinished or of an older version",
                remedy: "Run `nearest index` on its folder once.")
        }
    }

    /// The file that the catalog lives in, for messages.
    package let path: String

    private init(path: String, readonly: Bool) throws {
        self.path = path
        var configuration = Configuration()
        configuration.readonly = readonly
        configuration.label = "catalog"
        configuration.busyMode = .timeout(10)
        configuration.maximumReaderCount = 4
        configuration.prepareDatabase { connection in
            try connection.execute(sql: "PRAGMA temp_store = MEMORY")
            connection.add(function: WordStore.function)
        }
        do {
            database = try DatabasePool(path: path, configuration: configuration)
            let isNewer = try database.read { try Schema.migrator.hasBeenSuperseded($0) }
            if isNewer {
                throw NearestError(
                    .newerIndex, path, "this index was written by a newer version of nearest",
                    remedy: "Update nearest, or delete the folder and index again.")
            }
        } catch let error as DatabaseError {
            throw NearestError(translating: error, path: path)
        }
    }

    /// Runs `body`, giving SQLite's errors the catalog's name and a remedy.
    func translatingErrors<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw NearestError(translating: error, path: path)
        }
    }

    func read<Result>(_ body: (Database) throws -> Result) throws -> Result {
        try translatingErrors { try database.read(body) }
    }

    /// A power cut may undo it, and everything after it, until the next `commit`: the WAL is synchronised at its
    /// checkpoints only, as GRDB sets it. A file of the corpus that is forgotten so is read again.
    func write<Result>(_ body: (Database) throws -> Result) throws -> Result {
        try translatingErrors { try database.write(body) }
    }

    /// As `write`, and when it returns, it is on the disk with everything before it.
    ///
    /// For whatever says which vectors there are and where. What follows cannot be taken back: after a compaction the
    /// folder that the catalog named before is deleted, and a catalog that woke up naming it would have lost all its
    /// vectors. Not for every transaction, since a corpus of many small files has one for each of them.
    func commit<Result>(_ body: (Database) throws -> Result) throws -> Result {
        try translatingErrors {
            try database.writeWithoutTransaction { connection in
                try connection.execute(sql: "PRAGMA synchronous = FULL")
                defer { try? connection.execute(sql: "PRAGMA synchronous = NORMAL") }
                try connection.beginTransaction(.immediate)
                do {
                    let result = try body(connection)
                    try connection.commit()
                    return result
                } catch {
                    if connection.isInsideTransaction { try connection.rollback() }
                    throw error
                }
            }
        }
    }
}

extension NearestError {
    init(translating error: DatabaseError, path: String) {
        switch error.resultCode {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            self.init(
                .corruptIndex, path, "the catalog is damaged (\(error.message ?? "no details"))",
                remedy: "Delete the index folder and index again.")
        case .SQLITE_FULL:
            self.init(
                .system, path, "the disk is full",
                remedy: "Free some space and run the command again; what was committed is kept.")
        case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM:
            self.init(
                .system, path, "the catalog cannot be opened (\(error.message ?? "no details"))",
                remedy: "Check the folder's permissions, or name another with --index-dir.")
        default:
            self.init(.system, path, "SQLite says: \(error.message ?? error.description)")
        }
    }
}
