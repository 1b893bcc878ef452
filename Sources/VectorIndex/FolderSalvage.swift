import Glibc
import NearestCore

/// Takes what is intact of a damaged folder into a new one, and sets the damaged files aside.
package struct FolderSalvage {
    private let folder: VectorFolder
    private let dimensions: Int
    private let fingerprint: String
    private let committedRows: Int

    package init(folder: String, dimensions: Int, fingerprint: String, committedRows: Int) {
        self.folder = VectorFolder(path: folder)
        self.dimensions = dimensions
        self.fingerprint = fingerprint
        self.committedRows = committedRows
    }

    /// What stands behind the name of a file that was set aside.
    package static let suffix = ".damaged"

    /// Copies every row that matches its checksum and was not removed.
    ///
    /// - Parameter destination: whatever vectors it holds are deleted first.
    /// - Returns: the copied rows' segments, in their order; none where nothing of the folder can be used, and then
    ///   there is no new folder.
    /// - Throws: `.system`; `CancellationError`.
    package func copy(
        into destination: String, removed: Set<SegmentID>, cancellation: Cancellation
    ) throws -> [SegmentID] {
        let rows: MappedRows
        do {
            rows = try MappedRows(
                intactOf: folder, dimensions: dimensions, fingerprint: fingerprint, count: committedRows)
        } catch let error as NearestError where error.code == .corruptIndex {
            return []
        }
        let writer = try VectorWriter(
            folder: destination, dimensions: dimensions, fingerprint: fingerprint, committedRows: 0,
            metric: rows.layout.metric, element: rows.layout.element)
        var kept: [SegmentID] = []
        let step = rows.layout.rowsPerBlock
        for first in stride(from: 0, to: rows.count, by: step)
        where rows.damages[first / rows.layout.rowsPerFile] == nil {
            try cancellation.check()
            let good = (first..<min(first + step, rows.count)).filter {
                rows.isIntact($0) && !removed.contains(rows.id($0))
            }
            let ids = good.map { rows.id($0) }
            try writer.append(ids: ids, rows: StoredRows(copying: good, of: rows))
            kept += ids
        }
        _ = try writer.sync()
        return kept
    }

    /// Moves vector file `number` into `destination`, under its name with `.damaged` behind it.
    ///
    /// - Returns: where it is now; nil where there was none.
    package func setAside(_ number: Int, into destination: String) throws -> String? {
        let path = folder.path(ofFile: number)
        if DiskFile.isMissing(path) { return nil }
        try Folders.create(destination, calls: .system)
        let aside = VectorFolder(path: destination).path(ofFile: number) + Self.suffix
        guard rename(path, aside) == 0 else { throw NearestError.refused(path, "could not be set aside", errno) }
        try DiskFile(path: destination, flags: O_RDONLY | O_DIRECTORY).synchronise(calls: .system)
        return aside
    }
}
