import Catalog
import Foundation
import Indexing
import NearestCore

/// Deletes an index, and only what belongs to one.
enum IndexRemoval {
    private static let parts = [
        Catalog.fileName, Catalog.fileName + "-wal", Catalog.fileName + "-shm", "vectors",
    ]

    /// Refuses to delete vectors that were imported: what is indexed can be made again, and they cannot.
    ///
    /// An index that cannot be read says nothing of what it held, and making it anew is what mends it.
    ///
    /// - Throws: `NearestError` with `.invalidArgument`, naming what would go.
    static func refuseImports(of location: CorpusLocation) throws {
        guard let catalog = try? Catalog(readingFrom: location.folder), let spaces = try? catalog.spaces() else {
            return
        }
        let imports = spaces.compactMap { _, space in
            (try? ImportHistory.count(of: space.model, in: catalog)).flatMap { $0 > 0 ? (space.model, $0) : nil }
        }
        guard !imports.isEmpty else { return }
        throw NearestError(
            .invalidArgument, location.folder,
            "--rebuild would delete imported vectors, which the folder cannot make again: "
                + imports.map { "\(Summary.counted($1, "vector")) of \($0)" }.joined(separator: ", "),
            remedy: "Leave --rebuild out, or say --drop-imports as well and import them again.")
    }

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
