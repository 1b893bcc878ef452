import NearestCore

extension VectorWriter {
    /// Copies what a search of `index` can return into a new folder, without the removed rows and in the same
    /// order, and returns a writer that has synchronised it and goes on there.
    ///
    /// The old folder is not touched, so the change is atomic in the catalog: its transaction records the new
    /// folder's name together with this writer's `rows`; afterwards the old folder may be deleted. Snapshots
    /// that are still open keep reading the deleted files. What a crash leaves of a half-copied folder is
    /// wiped when the same folder is compacted into again.
    ///
    /// - Parameter folder: where the copy goes; whatever vectors it holds are deleted first.
    /// - Throws: `.corruptIndex` when a row's checksum does not match: a copy would hide the damage behind a
    ///   new checksum. `.system`; `CancellationError`.
    package static func compacted(
        _ index: FlatIndex, into folder: String, cancellation: Cancellation = Cancellation()
    ) throws -> VectorWriter {
        let source = index.rows
        let writer = try VectorWriter(
            folder: folder, dimensions: index.dimensions, fingerprint: source.fingerprint, committedRows: 0,
            metric: index.metric, element: index.element)
        try index.forEachRows(cancellation: cancellation) { rows in
            if let row = rows.first(where: { !source.isIntact($0) }) {
                throw source.folder.damage(source.path(of: row), "the checksum of its row \(row) does not match")
            }
            try writer.append(ids: rows.map { source.id($0) }, rows: StoredRows(copying: rows, of: source))
        }
        _ = try writer.sync()
        return writer
    }
}
