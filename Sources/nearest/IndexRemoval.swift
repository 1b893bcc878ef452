import Catalog
import Foundation
import Indexing
import NearestCore

/// Deletes an index, and only what belongs to one.
enum IndexRemoval {
    private static let parts = [
        Catalog.fileName, Catalog.fileName + "-wal", Catalog.fileName + "-shm", "vectors",
    ]

    /// - Throws: `NearestError` with `.locked` when another process writes it.
    static func remove(_ location: CorpusLocation) throws {
        let files = FileManager.default
        guard files.fileExists(atPath: location.folder) else { return }
        let lock = try WriterLock(folder: location.folder)
        defer { withExtendedLifetime(lock) {} }
        for part in parts {
            let path = location.folder + "/" + part
            guard files.fileExists(atPath: path) else { continue }
            do {
                try files.removeItem(atPath: path)
            } catch {
                throw NearestError(
                    .system, path, "cannot be deleted (\((error as NSError).localizedDescription))",
                    remedy: "Check the folder's permissions.")
            }
        }
    }
}
